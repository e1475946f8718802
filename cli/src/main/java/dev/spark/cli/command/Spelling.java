package dev.spark.cli.command;

/** Whether somebody who typed one word may have meant another. */
final class Spelling {
    private Spelling() {}

    /** At most two letters were changed, added, left out; or it is a beginning of three letters or more. */
    static boolean isNear(String word, String typed) {
        return (typed.length() >= 3 && word.startsWith(typed))
                || distance(word, typed) <= Math.min(2, word.length() / 2);
    }

    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                var above = row[j];
                var change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(diagonal + change, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
