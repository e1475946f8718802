package dev.spark.cli.ssh;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the value of ssh's {@code ProxyCommand}: a line for the shell in which {@code %} has a meaning of ssh's own. */
final class ProxyCommand {
    private ProxyCommand() {}

    /** For one spark. The name has been checked: it needs no quotes and gets some anyway. */
    static String to(List<String> launcher, String address) {
        return words(launcher) + " tunnel --remember-host-key -- " + quoted(address);
    }

    /**
     * For whichever host ssh is asked for. Its name is put in by ssh, inside quotes that only a quote could leave: the
     * configuration does not apply to a name with one in it.
     */
    static String toAnyHost(List<String> launcher) {
        return words(launcher) + " tunnel --remember-host-key -- '%h'";
    }

    private static String words(List<String> words) {
        return words.stream().map(ProxyCommand::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''").replace("%", "%%") + "'";
    }
}
