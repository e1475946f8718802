package dev.spark.cli.command.connect;

import java.util.List;

/** The words that are somebody else's: with or without the {@code --} before them. */
final class WordsAfterDashes {
    private WordsAfterDashes() {}

    static List<String> of(List<String> words) {
        return !words.isEmpty() && words.getFirst().equals("--") ? words.subList(1, words.size()) : words;
    }
}
