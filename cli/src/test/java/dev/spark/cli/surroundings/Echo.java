package dev.spark.cli.surroundings;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A process of its own for a test: prints its words and its variable V, bytes that are not UTF-8 as {@code <ff>}. */
final class Echo {
    private Echo() {}

    public static void main(String[] args) {
        var surroundings = Surroundings.ofProcess();
        var out = new PrintStream(surroundings.out(), true, StandardCharsets.UTF_8);
        for (var word : ProcessText.arguments(args)) {
            out.print(shown(word) + "|");
        }
        out.print(shown(surroundings.environment().getOrDefault("V", "")) + "|");
        var child = List.of("/bin/sh", "-c", "printf %s \"$V\" | od -An -v -to1");
        out.print(surroundings.programs().ask(child).out().strip());
        out.flush();
    }

    private static String shown(String text) {
        var shown = new StringBuilder();
        text.codePoints()
                .forEach(c -> shown.append(
                        c >= 0xdc80 && c <= 0xdcff
                                ? "<" + Integer.toHexString(c - 0xdc00) + ">"
                                : Character.toString(c)));
        return shown.toString();
    }
}
