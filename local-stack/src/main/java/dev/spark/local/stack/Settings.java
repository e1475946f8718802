package dev.spark.local.stack;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which of the person's environment variables reach the stack's processes. */
final class Settings {

    /** What a program needs to run at all. */
    private static final Set<String> ORDINARY =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME");

    /** The command line's own, not the services'. */
    private static final Set<String> OF_THE_COMMAND_LINE = Set.of(
            "SPARK_URL",
            "SPARK_TOKEN",
            "SPARK_ROOT",
            "SPARK_LAUNCHER",
            "SPARK_STATE",
            "SPARK_CACHE",
            "SPARK_ADMIN_TOKEN");

    private Settings() {}

    /**
     * For our own programs: the settings that begin with {@code SPARK_} and {@code QUARKUS_}, as {@code up} was given them,
     * and nothing that could lead them elsewhere, a proxy say.
     */
    static Map<String, String> forPrograms(Map<String, String> given) {
        return given.entrySet().stream()
                .filter(each -> ORDINARY.contains(each.getKey()) || isSetting(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, TreeMap::new));
    }

    /** For scripts, which install and download: all but the settings of our own programs. */
    static Map<String, String> forScripts(Map<String, String> given) {
        return given.entrySet().stream()
                .filter(each -> !isSetting(each.getKey()) || each.getKey().equals("SPARK_MIRROR"))
                .filter(each -> !OF_THE_COMMAND_LINE.contains(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, TreeMap::new));
    }

    private static boolean isSetting(String name) {
        return (name.startsWith("SPARK_") || name.startsWith("QUARKUS_"))
                && !name.startsWith("SPARK_STACK_")
                && !OF_THE_COMMAND_LINE.contains(name);
    }
}
