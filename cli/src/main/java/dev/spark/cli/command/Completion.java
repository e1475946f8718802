package dev.spark.cli.command;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Pages;
import dev.spark.cli.http.Request;
import dev.spark.cli.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What may come next on a command line, for the shells' completion ({@code spark completion}): {@code spark __complete WORD…},
 * the last word being the one that is completed. Prints a candidate per line, and nothing where it does not know or is not
 * answered soon: whoever presses a key waits for it.
 */
final class Completion {
    private static final String ASKED = "__complete";
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int MOST_NAMES = 200;

    /** Values of options that the API knows as texts. */
    private static final Map<String, List<String>> VALUES = Map.of(
            "any|ssh|manual", List.of("any", "ssh", "manual"),
            "bash|zsh|fish", List.of("bash", "zsh", "fish"),
            "STATE",
                    List.of(
                            "queued",
                            "creating",
                            "running",
                            "interrupted",
                            "falling_asleep",
                            "asleep",
                            "stopping",
                            "stopped",
                            "waking",
                            "failed",
                            "deleting",
                            "trashed"));

    private final Session session;
    private final CommandTable commands;
    private final Function<CommandTable.Entry, CommandLine> make;

    /** @param make a command as it is run */
    Completion(Session session, Function<CommandTable.Entry, CommandLine> make) {
        this.session = session;
        this.commands = new CommandTable(session);
        this.make = make;
    }

    static boolean isAsked(String[] args) {
        return args.length > 0 && args[0].equals(ASKED);
    }

    int print(String[] args) {
        var words = withoutEqualsSigns(List.of(args).subList(1, args.length));
        candidates(words).forEach(session.output()::line);
        return 0;
    }

    /** A shell that ends words at {@code =} asks about three for {@code --output=json}. */
    private static List<String> withoutEqualsSigns(List<String> words) {
        var joined = new ArrayList<>(words);
        if (joined.size() > 1 && joined.getLast().equals("=")) {
            joined.set(joined.size() - 1, "");
        } else if (joined.size() > 2 && joined.get(joined.size() - 2).equals("=")) {
            joined.remove(joined.size() - 2);
        }
        return joined;
    }

    private TreeSet<String> candidates(List<String> words) {
        var current = words.isEmpty() ? "" : words.getLast();
        var before = words.isEmpty() ? words : words.subList(0, words.size() - 1);
        if (!before.isEmpty() && before.getFirst().equals("help")) {
            before = before.subList(1, before.size());
        } else if (before.isEmpty()) {
            return beginning(
                    current,
                    Stream.concat(
                            Stream.of("help"),
                            commands.all()
                                    .flatMap(entry ->
                                            Stream.concat(Stream.of(entry.name()), Arrays.stream(entry.aliases())))));
        }
        var entry = before.isEmpty() ? null : commands.named(before.getFirst());
        if (before.isEmpty()) {
            return beginning(current, commands.all().map(CommandTable.Entry::name));
        }
        if (entry == null || before.contains("--")) {
            return new TreeSet<>();
        }
        return of(make.apply(entry), before.subList(1, before.size()), current);
    }

    private static TreeSet<String> beginning(String current, Stream<String> words) {
        var found = new TreeSet<String>();
        words.filter(word -> word.startsWith(current)).forEach(found::add);
        return found;
    }

    private TreeSet<String> of(CommandLine command, List<String> before, String current) {
        addValues(command.getCommandSpec(), current);
        var words = new ArrayList<>(before);
        words.add(current);
        var rests = new ArrayList<CharSequence>();
        AutoComplete.complete(
                command.getCommandSpec(),
                words.toArray(String[]::new),
                words.size() - 1,
                current.length(),
                String.join(" ", words).length(),
                rests);
        return beginning(current, rests.stream().map(rest -> current + rest).filter(word -> isWanted(word, current)));
    }

    /** Options are listed for one who begins with a dash. */
    private static boolean isWanted(String word, String current) {
        return !word.startsWith("-") || current.startsWith("-");
    }

    private void addValues(CommandSpec spec, String current) {
        for (var argument : List.copyOf(spec.args())) {
            var values = values(spec, argument, current);
            if (values != null) {
                spec.remove(argument);
                spec.add(
                        argument instanceof CommandLine.Model.OptionSpec option
                                ? option.toBuilder()
                                        .completionCandidates(values)
                                        .build()
                                : ((CommandLine.Model.PositionalParamSpec) argument)
                                        .toBuilder()
                                                .completionCandidates(values)
                                                .build());
            }
        }
        spec.subcommands().values().stream().distinct().forEach(sub -> addValues(sub.getCommandSpec(), current));
    }

    /** What to propose for it, asked for only if it comes to that; null for what picocli knows, or nobody. */
    private @org.jspecify.annotations.Nullable Iterable<String> values(
            CommandSpec spec, ArgSpec argument, String current) {
        var label = argument.paramLabel();
        if (VALUES.containsKey(label)) {
            return VALUES.get(label);
        }
        if (argument.isPositional() && CommandTable.takesSpark(spec.name(), label)) {
            return () -> names(ApiPath.of("sparks").with("prefix", current).with("limit", MOST_NAMES))
                    .iterator();
        }
        if (argument.isOption() && label.equals("T")) {
            return () -> names(ApiPath.of("templates")).iterator();
        }
        return null;
    }

    private List<String> names(ApiPath list) {
        try {
            var request = Request.get(list.toString()).within(LIMIT);
            var answer = session.impatientApi().call(request);
            return Pages.items(answer.json()).stream()
                    .map(item -> item.path("name").asText(""))
                    .filter(name -> !name.isEmpty())
                    .toList();
        } catch (Failure e) {
            return List.of();
        }
    }
}
