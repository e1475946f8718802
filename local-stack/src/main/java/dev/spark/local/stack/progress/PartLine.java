package dev.spark.local.stack.progress;

import dev.spark.local.stack.state.Status.Part;
import java.util.Locale;

/** One line about one part. */
final class PartLine {

    private static final int WIDTH = 100;

    private PartLine() {}

    static String of(Part part) {
        var state = part.state().toString().toLowerCase(Locale.ROOT);
        var seconds = part.seconds() > 0 ? String.format(Locale.ROOT, "%6.1f s", part.seconds()) : "        ";
        var line = String.format(Locale.ROOT, "  %-12s %-8s %s", part.name(), state, seconds);
        var doing = part.doing();
        return doing == null ? line.stripTrailing() : shortened(line + "  " + doing.strip());
    }

    private static String shortened(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
    }
}
