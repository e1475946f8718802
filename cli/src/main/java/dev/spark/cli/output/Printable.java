package dev.spark.cli.output;

/** Text from elsewhere, made safe to print: what could move a terminal's cursor or recolour it is taken out. */
public final class Printable {
    private Printable() {}

    /** On one line, without control characters. */
    public static String of(String text) {
        if (text.codePoints().noneMatch(Printable::isControl)) {
            return text;
        }
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isControl(c) ? ' ' : c));
        return clean.toString();
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e);
    }
}
