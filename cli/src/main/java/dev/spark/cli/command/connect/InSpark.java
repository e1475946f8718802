package dev.spark.cli.command.connect;

import dev.spark.cli.exec.RemoteCommand;
import dev.spark.cli.exec.RemoteExec;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.surroundings.OutputClosed;
import java.util.List;
import java.util.Map;

/** Commands of ours that are run in a spark. */
final class InSpark {
    /** As the shell has it for a program whose reader went away. */
    static final int BROKEN_PIPE = 141;

    private InSpark() {}

    /** Runs it without a terminal and without input, and shows what it prints. Returns its exit code. */
    static int run(Session session, String name, List<String> command) {
        var remote = new RemoteCommand(command, Map.of(), null, null, false);
        try {
            return new RemoteExec(session.api(), session.surroundings(), session.output()::progress)
                    .run(SparkName.requireAddress(name), remote);
        } catch (OutputClosed e) {
            return BROKEN_PIPE;
        }
    }
}
