package dev.spark.cli.command.connect;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.ssh.SshCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark cp}: OpenSSH's scp, through the gateway. */
@Command(
        name = "cp",
        description = "Copies files into a spark or out of it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark cp notes.txt demo:                   into its home",
            "  spark cp -r src demo:project/src",
            "  spark cp demo:project/build.log .",
            "",
            "A path with a colon in its name is local when a / comes first: ./a:b"
        })
public final class CopyFiles implements Callable<Integer> {
    @Option(names = "-r", description = "Folders with all that is in them.")
    private boolean recursive;

    @Option(names = "-p", description = "Keeps times and modes.")
    private boolean preserve;

    @Option(names = "-C", description = "Compresses on the way.")
    private boolean compress;

    @Option(names = "-q", description = "Without progress.")
    private boolean quiet;

    @Parameters(arity = "2..*", paramLabel = "FROM... TO", description = "Local paths, or NAME:PATH in a spark.")
    private List<String> paths = List.of();

    private final Session session;

    public CopyFiles(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var name = onlySpark();
        var scp = SshPrograms.require(session.surroundings(), "scp");
        var ssh = SshPrograms.require(session.surroundings(), "ssh");
        var spark = Shell.reachable(session, name);
        Shell.wakeIfItSleeps(session, spark);
        var keys = session.accountKeys().withOneAtLeast();
        var command = new SshCommand(session.surroundings(), ssh, spark, keys)
                .scp(scp, options(), paths.stream().map(CopyFiles::asScpTakesIt).toList());
        var exitCode = session.surroundings().programs().run(command, Map.of());
        if (exitCode == 255) {
            Shell.adviseOnKeys(session);
        }
        return exitCode;
    }

    private List<String> options() {
        var options = new ArrayList<String>();
        if (recursive) {
            options.add("-r");
        }
        if (preserve) {
            options.add("-p");
        }
        if (compress) {
            options.add("-C");
        }
        if (quiet) {
            options.add("-q");
        }
        return options;
    }

    private String onlySpark() {
        var names = paths.stream()
                .map(CopyFiles::sparkOf)
                .filter(name -> name != null)
                .map(SparkName::requireAddress)
                .distinct()
                .toList();
        if (names.isEmpty()) {
            throw Failure.wrongUsage(
                    "none of these paths is in a spark", "Write one as NAME:PATH: spark cp notes.txt demo:");
        }
        if (names.size() > 1) {
            throw Failure.wrongUsage(
                    "that is from one spark to another",
                    "Copy to this machine first: spark cp " + names.getFirst() + ":PATH .");
        }
        return names.getFirst();
    }

    private static @Nullable String sparkOf(String path) {
        var colon = path.indexOf(':');
        var slash = path.indexOf('/');
        return colon > 0 && (slash < 0 || colon < slash) ? path.substring(0, colon) : null;
    }

    private static String asScpTakesIt(String path) {
        var name = sparkOf(path);
        return name == null
                ? path
                : "user@" + SparkName.host(SparkName.requireAddress(name)) + path.substring(name.length());
    }
}
