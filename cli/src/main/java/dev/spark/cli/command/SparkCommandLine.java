package dev.spark.cli.command;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.output.Output;
import dev.spark.cli.session.Session;
import dev.spark.cli.surroundings.Surroundings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs one command line. Only the command that is asked for is built: each costs start-up time, and every connection of an
 * ssh starts one.
 */
public final class SparkCommandLine {
    private final Surroundings surroundings;

    public SparkCommandLine(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Returns the exit code; what is to be said has been said. */
    public int run(String... args) {
        var session = new Session(surroundings);
        try {
            if (ProxyCommandLine.isOne(args)) {
                return ProxyCommandLine.run(session, args);
            }
            var exitCode = commandLine(session, args).execute(args);
            session.refreshSshHosts();
            return exitCode;
        } catch (Failure | IOException e) {
            return failed(session, e);
        }
    }

    private static CommandLine commandLine(Session session, String[] args) {
        var root = new CommandLine(new RootCommand());
        var commands = new CommandTable(session);
        var wanted = args.length == 0 ? null : commands.named(args[0]);
        if (wanted != null) {
            add(root, wanted, args);
        } else {
            commands.all().forEach(entry -> add(root, entry, args));
            root.setHelpSectionKeys(RootHelp.SECTIONS);
            root.getHelpSectionMap().put(RootHelp.COMMANDS, new RootHelp(commands));
        }
        root.setUsageHelpWidth(100);
        root.setOut(writer(session.surroundings().out()));
        root.setErr(writer(session.surroundings().err()));
        root.setColorScheme(CommandLine.Help.defaultColorScheme(
                session.output().isTerminal() && session.surroundings().variable("NO_COLOR") == null
                        ? CommandLine.Help.Ansi.ON
                        : CommandLine.Help.Ansi.OFF));
        root.setParameterExceptionHandler((e, ignored) -> fail(session.output(), wrongUsage(e)));
        root.setExecutionExceptionHandler((e, ignored, parsed) -> failed(session, e));
        return root;
    }

    private static void add(CommandLine root, CommandTable.Entry entry, String[] args) {
        var made = entry.make().get();
        var command = made instanceof CommandLine group ? group : new CommandLine(made);
        withHelp(command);
        // Somebody else's words begin after --, or without one, after the first argument.
        if (entry.takesEverything() && !List.of(args).contains("--")) {
            command.setStopAtPositional(true);
        }
        root.addSubcommand(entry.name(), command, entry.aliases());
    }

    private static void withHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Shows this help.")
                        .build());
        command.getSubcommands().values().stream().distinct().forEach(SparkCommandLine::withHelp);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static Failure wrongUsage(ParameterException e) {
        var command = e.getCommandLine().getCommandSpec().qualifiedName();
        if (e instanceof UnmatchedArgumentException unmatched
                && e.getCommandLine().getParent() == null) {
            return unknownCommand(e.getCommandLine(), unmatched);
        }
        var message = e.getMessage() == null ? "the command line cannot be understood" : e.getMessage();
        return Failure.wrongUsage(
                Character.toLowerCase(message.charAt(0)) + message.substring(1), "See: " + command + " --help");
    }

    private static Failure unknownCommand(CommandLine root, UnmatchedArgumentException unmatched) {
        var typed = unmatched.getUnmatched().getFirst();
        var nearest = root.getSubcommands().keySet().stream()
                .filter(name -> Spelling.isNear(name, typed))
                .findFirst();
        var advice = nearest.map(name -> "Did you mean: spark " + name).orElse("See: spark --help");
        return Failure.wrongUsage("there is no command “" + typed + "”", advice);
    }

    private static int failed(Session session, Exception e) {
        if (e instanceof Failure failure) {
            if (session.surroundings().variable("SPARK_DEBUG") != null) {
                e.printStackTrace(session.surroundings().err());
            }
            return fail(session.output(), failure);
        }
        if (session.surroundings().variable("SPARK_DEBUG") != null) {
            e.printStackTrace(session.surroundings().err());
        }
        return fail(
                session.output(),
                new Failure(
                        ExitCode.FAILED,
                        "something went wrong that should not have: " + e,
                        "Please report it, with what SPARK_DEBUG=1 shows.",
                        e));
    }

    private static int fail(Output output, Failure failure) {
        output.failure(failure);
        return failure.exitCode().number();
    }
}
