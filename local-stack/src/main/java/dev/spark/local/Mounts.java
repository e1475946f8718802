package dev.spark.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is mounted on this machine, as the kernel lists it (proc(5), {@code /proc/self/mounts}). */
public final class Mounts {

    private static final Path LIST = Path.of("/proc/self/mounts");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    private Mounts() {}

    /** The places below a folder where something is mounted, the deepest first. None where the kernel has no such list. */
    public static List<Path> below(Path folder) throws IOException {
        if (!Files.isReadable(LIST)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(LIST)) {
            return below(folder, lines);
        }
    }

    static List<Path> below(Path folder, Stream<String> lines) {
        Path absolute = folder.toAbsolutePath().normalize();
        return lines.map(line -> Path.of(unescape(line.split(" ", 3)[1])))
                .filter(place -> place.startsWith(absolute))
                .toList()
                .reversed();
    }

    /** The list writes spaces, tabs, newlines and backslashes as octal numbers. */
    private static String unescape(String place) {
        return ESCAPED.matcher(place)
                .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }
}
