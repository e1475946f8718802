package dev.spark.cli.surroundings;

import dev.spark.cli.bytes.ByteText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words and the environment of this process, byte for byte ({@link ByteText}). The JVM decodes them by the locale: in that
 * of C, and in one that is not installed, every byte that is not ASCII is lost. Where Linux tells the bytes, they are taken
 * from there.
 */
public final class ProcessText {
    private static final Path PROCESS = Path.of("/proc/self");

    private ProcessText() {}

    /** @param decoded as the JVM has them */
    public static String[] arguments(String[] decoded) {
        for (var word : decoded) {
            if (!isAscii(word)) {
                return arguments(decoded, strings("cmdline"));
            }
        }
        return decoded;
    }

    /** The last of the process's words: those before them are the JVM's. */
    static String[] arguments(String[] decoded, List<String> words) {
        if (words.size() < decoded.length) {
            return decoded;
        }
        var arguments =
                words.subList(words.size() - decoded.length, words.size()).toArray(String[]::new);
        for (int i = 0; i < decoded.length; i++) {
            if (isAscii(decoded[i]) ? !decoded[i].equals(arguments[i]) : isAscii(arguments[i])) {
                return decoded;
            }
        }
        return arguments;
    }

    static Map<String, String> environment() {
        var decoded = System.getenv();
        for (var variable : decoded.entrySet()) {
            if (!isAscii(variable.getKey()) || !isAscii(variable.getValue())) {
                return environment(decoded, strings("environ"));
            }
        }
        return decoded;
    }

    static Map<String, String> environment(Map<String, String> decoded, List<String> variables) {
        var environment = new HashMap<String, String>();
        for (var variable : variables) {
            var equals = variable.indexOf('=', 1);
            if (equals > 0) {
                environment.putIfAbsent(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return environment.size() < decoded.size() ? decoded : Map.copyOf(environment);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static List<String> strings(String file) {
        var strings = new ArrayList<String>();
        try {
            var string = new ByteArrayOutputStream();
            for (var b : Files.readAllBytes(PROCESS.resolve(file))) {
                if (b == 0) {
                    strings.add(ByteText.of(string.toByteArray()));
                    string.reset();
                } else {
                    string.write(b);
                }
            }
        } catch (IOException e) {
            // No Linux: what the JVM decoded has to do.
        }
        return strings;
    }
}
