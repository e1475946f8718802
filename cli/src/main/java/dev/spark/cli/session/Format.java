package dev.spark.cli.session;

import picocli.CommandLine.Option;

/** {@code -o json}, on every command that has something to print. */
public final class Format {
    /** How a result is printed. */
    enum Kind {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|text",
            description = "json prints exactly what the API answered.")
    private Kind kind = Kind.text;

    public boolean isJson() {
        return kind == Kind.json;
    }
}
