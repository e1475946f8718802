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
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    public int run(String... typed) {
        var session = new Session(surroundings);
        var args = helpAsOption(session, typed);
        try {
            if (ProxyCommandLine.isOne(args)) {
                return ProxyCommandLine.run(session, args);
            }
            if (Completion.isAsked(args)) {
                return new Completion(session, entry -> made(entry, args)).print(args);
            }
            var exitCode = commandLine(session, args).execute(args);
            session.refreshSshHosts();
            return exitCode;
        } catch (Failure | IOException e) {
            return failed(session, e);
        }
    }

    /** {@code help} is {@code --help}, {@code help create} is {@code create --help}; of what is no command, that it is none. */
    private static String[] helpAsOption(Session session, String... typed) {
        if (typed.length == 0 || !typed[0].equals("help")) {
            return typed;
        }
        var about = Arrays.stream(typed)
                .skip(1)
                .takeWhile(word -> !word.startsWith("-"))
                .toList();
        var asked = about.isEmpty() || new CommandTable(session).named(about.getFirst()) != null
                ? Stream.concat(about.stream(), Stream.of("--help"))
                : Stream.of(about.getFirst());
        return asked.toArray(String[]::new);
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
        root.setParameterExceptionHandler((e, typed) -> fail(session.output(), wrongUsage(e, typed)));
        root.setExecutionExceptionHandler((e, command, parsed) ->
                failed(session, e instanceof Failure failure ? TypedNames.in(failure, command) : e));
        return root;
    }

    private static void add(CommandLine root, CommandTable.Entry entry, String[] args) {
        root.addSubcommand(entry.name(), made(entry, args), entry.aliases());
    }

    private static CommandLine made(CommandTable.Entry entry, String[] args) {
        var made = entry.make().get();
        var command = made instanceof CommandLine group ? group : new CommandLine(made);
        withHelp(command);
        // Somebody else's words begin after --, or without one, after the first argument.
        if (entry.takesEverything() && !List.of(args).contains("--")) {
            command.setStopAtPositional(true);
        }
        return command;
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

    private static Failure wrongUsage(ParameterException e, String[] typed) {
        var command = e.getCommandLine().getCommandSpec().qualifiedName();
        if (e instanceof UnmatchedArgumentException unmatched
                && !e.getCommandLine().getSubcommands().isEmpty()
                && !unmatched.getUnmatched().getFirst().startsWith("-")) {
            return unknownCommand(e.getCommandLine(), unmatched.getUnmatched());
        }
        var message = TypedNames.in(e, List.of(typed));
        return Failure.wrongUsage(
                Character.toLowerCase(message.charAt(0)) + message.substring(1), "See: " + command + " --help");
    }

    private static Failure unknownCommand(CommandLine parent, List<String> unmatched) {
        var typed = unmatched.getFirst();
        var command = parent.getCommandSpec().qualifiedName();
        var known = parent.getParent() == null ? Synonyms.of(typed, unmatched.subList(1, unmatched.size())) : null;
        var names = parent.getSubcommands().keySet();
        var meant = known != null
                ? Optional.of(known)
                : Stream.concat(
                                Synonyms.ofSubcommand(typed).stream().filter(names::contains),
                                names.stream().filter(name -> Spelling.isNear(name, typed)))
                        .findFirst();
        var advice = meant.map(line -> "Did you mean: " + command + " " + line).orElse("See: " + command + " --help");
        return Failure.wrongUsage(
                "there is no command “" + command.replaceFirst("^spark ?", "") + (parent.getParent() == null ? "" : " ")
                        + typed + "”",
                advice);
    }

    private static int failed(Session session, Exception e) {
        if (e instanceof Failure failure) {
            if (session.surroundings().variable("SPARK_DEBUG") != null) {
                e.printStackTrace(session.surroundings().err());
            }
            return fail(session.output(), failure);
        }
        if (e instanceof InvalidPathException invalid) {
            return fail(
                    session.output(),
                    Failure.wrongUsage(
                            "“" + invalid.getInput() + "” cannot be the name of a file in this locale",
                            "Set one of UTF-8, which is there everywhere: LC_ALL=C.UTF-8"));
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
