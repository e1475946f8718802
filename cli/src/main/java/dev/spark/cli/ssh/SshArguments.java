package dev.spark.cli.ssh;

import java.util.ArrayList;
import java.util.List;

/**
 * What a person gives to ssh besides the host: its options, and a command. They are told apart as ssh does, so that the
 * options can stand before ours: of an option that is given twice ssh takes the first.
 */
public record SshArguments(List<String> options, List<String> command) {
    /** ssh's options that have a value: the rest of their word, or the next one. */
    private static final String WITH_VALUE = "BbcDEeFIiJLlmOoPpQRSWw";

    public SshArguments {
        options = List.copyOf(options);
        command = List.copyOf(command);
    }

    public static SshArguments of(List<String> words) {
        var at = 0;
        while (at < words.size() && isOption(words.get(at))) {
            at += valueFollows(words.get(at)) ? 2 : 1;
        }
        var end = Math.min(at, words.size());
        var command = words.subList(end, words.size());
        var marked = !command.isEmpty() && command.getFirst().equals("--");
        return new SshArguments(words.subList(0, end), marked ? command.subList(1, command.size()) : command);
    }

    /** The command as it stands after the host, where ssh still looks for options. */
    List<String> commandAfterHost() {
        if (command.isEmpty() || !command.getFirst().startsWith("-")) {
            return command;
        }
        var words = new ArrayList<String>();
        words.add("--");
        words.addAll(command);
        return words;
    }

    /** Those options that say what the configuration is: {@code -F}, {@code -o} and {@code -i}. */
    List<String> configuring() {
        var words = new ArrayList<String>();
        for (var at = 0; at < options.size(); at++) {
            var word = options.get(at);
            var configures = word.matches("-[Foi].*");
            if (configures) {
                words.add(word);
            }
            if (valueFollows(word) && at + 1 < options.size()) {
                at++;
                if (configures) {
                    words.add(options.get(at));
                }
            }
        }
        return words;
    }

    private static boolean isOption(String word) {
        return word.length() > 1 && word.startsWith("-") && !word.equals("--");
    }

    private static boolean valueFollows(String word) {
        for (var at = 1; at < word.length(); at++) {
            if (WITH_VALUE.indexOf(word.charAt(at)) >= 0) {
                return at == word.length() - 1;
            }
        }
        return false;
    }
}
