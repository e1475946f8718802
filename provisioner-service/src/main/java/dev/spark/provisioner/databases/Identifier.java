package dev.spark.provisioner.databases;

/** The one place where a name becomes part of a statement. */
final class Identifier {

    private Identifier() {}

    static String quote(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no name has a null character");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as a literal, whatever standard_conforming_strings is. */
    static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no text has a null character");
        }
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
