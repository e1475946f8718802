package dev.spark.cli.ssh;

import dev.spark.cli.surroundings.Surroundings;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How another program starts {@code spark} again: ssh does, for each connection. */
public final class Launcher {
    /** For a JVM that lives for one connection. */
    private static final List<String> QUICK_START = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m");

    private Launcher() {}

    /** The words that start it: the launcher script's absolute path, or this JVM with this jar. */
    public static List<String> command(Surroundings surroundings) {
        var script = surroundings.variable("SPARK_LAUNCHER");
        if (script != null) {
            return List.of(Path.of(script).toAbsolutePath().toString());
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var words = new ArrayList<String>();
        words.add(java);
        words.addAll(QUICK_START);
        words.addAll(jar());
        return List.copyOf(words);
    }

    private static List<String> jar() {
        var source = Launcher.class.getProtectionDomain().getCodeSource();
        try {
            if (source != null) {
                var path =
                        Path.of(source.getLocation().toURI()).toAbsolutePath().toString();
                if (path.endsWith(".jar")) {
                    return List.of("-jar", path);
                }
            }
        } catch (URISyntaxException e) {
            // Then by the class path.
        }
        return List.of("-cp", System.getProperty("java.class.path"), "dev.spark.cli.Start");
    }
}
