package dev.spark.local.stack.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts children so that they are found again: each in a session of its own, and written down in the table. */
public final class Launcher {

    /**
     * Says who it is, then becomes the command. A session is a scheduling group of its own (sched(7), autogroup): without a weight
     * of the group a low priority would count for nothing.
     */
    private static final String SELF_DESCRIBED =
            "{ n=$(nice) && [ \"$n\" = 0 ] || echo \"$n\" > /proc/$$/autogroup; } 2>/dev/null; "
                    + "read -r s < /proc/$$/stat && printf '%s\\n' \"$s\" > \"$0\" && exec \"$@\"";

    private final ProcessTable table;

    public Launcher(ProcessTable table) {
        this.table = table;
    }

    /** Its output is appended to the log. */
    public Process start(String name, List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        var builder = prepare(name, command, environment);
        var started = builder.redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
        started.getOutputStream().close();
        return started;
    }

    /** Its output is for the caller to read. */
    public Process startPiped(String name, List<String> command, Map<String, String> environment) throws IOException {
        var started = prepare(name, command, environment).start();
        started.getOutputStream().close();
        return started;
    }

    /** To be called for a child that has ended and is not to be started again. */
    void forget(String name) {
        table.forget(name);
    }

    private ProcessBuilder prepare(String name, List<String> command, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(table.folder());
        var whole = new ArrayList<>(
                List.of("setsid", "sh", "-c", SELF_DESCRIBED, table.file(name).toString()));
        whole.addAll(command);
        var builder = new ProcessBuilder(whole).directory(table.folder().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }
}
