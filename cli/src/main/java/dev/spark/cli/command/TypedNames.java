package dev.spark.cli.command;

import dev.spark.cli.failure.Failure;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Tells of a field of the API that was not taken by the option or argument it came from, as it was typed. */
final class TypedNames {
    /** Values that may be secrets. */
    private static final Set<String> UNSPOKEN = Set.of("env");

    /** An argument is known by what it says. */
    private static final Pattern OF_ARGUMENT =
            Pattern.compile("^Invalid value for positional parameter at index \\S+ \\([^)]*\\): ");

    private TypedNames() {}

    /** The failure in the words of that command line; as it is, where it is about no field. */
    static Failure in(Failure failure, CommandLine command) {
        var field = failure.field();
        if (field == null) {
            return failure;
        }
        var advice = "See: " + command.getCommandSpec().qualifiedName() + " --help";
        return Failure.wrongUsage(typed(field, command) + ": " + failure.whatHappened(), advice);
    }

    /** What is wrong with what was typed, in the parser's words but for the names. */
    static String in(ParameterException e, List<String> typed) {
        var message = e.getMessage() == null ? "the command line cannot be understood" : e.getMessage();
        return e.getArgSpec() instanceof OptionSpec option
                ? message.replace("'" + option.longestName() + "'", "'" + asTyped(option, typed) + "'")
                : OF_ARGUMENT.matcher(message).replaceFirst("");
    }

    private static String typed(String field, CommandLine command) {
        var root = field.split("[.\\[]", 2)[0];
        var option = option(root, command);
        if (option != null) {
            var inside = UNSPOKEN.contains(root) || root.equals("labels") ? after(field, root) : value(option);
            return (asTyped(option, command.getParseResult().originalArgs()) + " " + inside).strip();
        }
        var argument = argument(root, command);
        return argument == null ? field : "“" + value(argument) + "”";
    }

    private static @Nullable OptionSpec option(String root, CommandLine command) {
        var name = switch (root) {
            case "idle_timeout" -> "--idle";
            case "expires_in" -> "--expires";
            case "ssh_keys" -> "--ssh-key";
            case "labels" -> "--label";
            default -> "--" + root.replace('_', '-');
        };
        var option = command.getCommandSpec().findOption(name);
        return option == null || option.originalStringValues().isEmpty() ? null : option;
    }

    /** Of several names of an option the one that was used. */
    private static String asTyped(OptionSpec option, List<String> arguments) {
        return Arrays.stream(option.names())
                .filter(name ->
                        arguments.stream().anyMatch(typed -> typed.equals(name) || typed.startsWith(name + "=")))
                .findFirst()
                .orElse(option.longestName());
    }

    private static @Nullable ArgSpec argument(String root, CommandLine command) {
        var label = switch (root) {
            case "for" -> "2h";
            case "name" -> "NAME";
            default -> "";
        };
        return command.getCommandSpec().positionalParameters().stream()
                .filter(parameter -> parameter.paramLabel().equals(label)
                        && !parameter.originalStringValues().isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static String value(ArgSpec typed) {
        return typed.originalStringValues().getLast();
    }

    private static String after(String field, String root) {
        return field.length() > root.length() ? field.substring(root.length() + 1) : "";
    }
}
