package dev.spark.cli.command.machine;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Session;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The stack on this machine is another program, in the repository; it is started from here with its own class path. */
final class LocalStack {
    private static final String MAIN = "dev.spark.local.stack.Main";

    private final Session session;

    LocalStack(Session session) {
        this.session = session;
    }

    /** Runs it on this process's streams, and returns its exit code. */
    int run(String command, List<String> arguments) {
        var target = repository(command).resolve("local-stack").resolve("target");
        if (!Files.exists(target.resolve("local-stack.jar"))) {
            throw new Failure(
                    ExitCode.FAILED,
                    "the local stack is not built: there is no " + target.resolve("local-stack.jar"),
                    "Run it by the script in the repository, which builds it first: ./spark " + command);
        }
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-cp");
        words.add(
                target.resolve("local-stack.jar") + File.pathSeparator + target.resolve("lib") + File.separator + "*");
        words.add(MAIN);
        words.add(command);
        words.addAll(arguments);
        session.output().flush();
        return session.surroundings().programs().run(words, Map.of());
    }

    private Path repository(String command) {
        var root = session.surroundings().variable("SPARK_ROOT");
        if (root == null) {
            throw Failure.wrongUsage(
                    "`spark " + command + "` works in Spark's repository only",
                    "Run ./spark " + command
                            + " there, or set SPARK_ROOT to it. With a gateway elsewhere: spark login URL --token-stdin");
        }
        return Path.of(root).toAbsolutePath();
    }
}
