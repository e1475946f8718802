package dev.spark.gateway.domain;

import dev.spark.events.SparkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The names of sparks: DNS labels of 3 to 40 characters that cannot be mistaken for an id. */
public final class SparkNames {

    private static final int SHORTEST = 3;
    private static final int LONGEST = 40;
    private static final Pattern LETTERS = Pattern.compile("[a-z0-9-]*");
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private static final List<String> ADJECTIVES = List.of(
            "able",
            "agile",
            "amber",
            "ample",
            "apt",
            "avid",
            "bold",
            "brave",
            "breezy",
            "bright",
            "brisk",
            "calm",
            "candid",
            "cheery",
            "civil",
            "clever",
            "cosmic",
            "cozy",
            "crisp",
            "curious",
            "dapper",
            "daring",
            "deft",
            "eager",
            "early",
            "earnest",
            "fair",
            "fancy",
            "fleet",
            "fond",
            "frank",
            "free",
            "fresh",
            "gentle",
            "glad",
            "golden",
            "grand",
            "happy",
            "hardy",
            "honest",
            "humble",
            "jolly",
            "keen",
            "kind",
            "lively",
            "lucid",
            "lucky",
            "merry",
            "mellow",
            "mighty",
            "modest",
            "neat",
            "nimble",
            "noble",
            "patient",
            "plucky",
            "polite",
            "proud",
            "quick",
            "quiet",
            "rapid",
            "ready",
            "serene",
            "sharp",
            "silent",
            "snug",
            "solid",
            "spry",
            "steady",
            "sunny",
            "swift",
            "tidy",
            "tranquil",
            "trusty",
            "upbeat",
            "vivid",
            "warm",
            "wise",
            "witty",
            "zesty");
    private static final List<String> ANIMALS = List.of(
            "badger", "bear", "beaver", "bee", "bison", "bobcat", "camel", "cat", "cheetah", "cobra", "condor",
            "coyote", "crane", "cricket", "crow", "deer", "dolphin", "dove", "eagle", "egret", "elk", "falcon",
            "ferret", "finch", "fox", "frog", "gazelle", "gecko", "gibbon", "goose", "hare", "hawk", "heron", "ibex",
            "ibis", "iguana", "jackal", "jaguar", "kestrel", "koala", "lark", "lemur", "leopard", "lion", "llama",
            "lynx", "magpie", "marmot", "marten", "mole", "moose", "newt", "ocelot", "orca", "oriole", "otter", "owl",
            "panda", "panther", "parrot", "pelican", "penguin", "puffin", "puma", "quail", "rabbit", "raven", "robin",
            "salmon", "seal", "sparrow", "squid", "stork", "swan", "tapir", "tiger", "toucan", "turtle", "walrus",
            "whale", "wolf", "wombat", "wren", "yak", "zebra");

    private SparkNames() {}

    public static boolean isValid(String text) {
        return brokenRule(text).isEmpty();
    }

    /** The rule that a name breaks, for people; empty for a good one. */
    public static Optional<String> brokenRule(String text) {
        if (text.length() < SHORTEST || text.length() > LONGEST) {
            return Optional.of("must have " + SHORTEST + " to " + LONGEST + " characters");
        }
        if (!LETTERS.matcher(text).matches()) {
            return Optional.of("must have only small letters (a-z), digits and '-' in it");
        }
        if (text.charAt(0) < 'a') {
            return Optional.of("must begin with a letter");
        }
        if (text.endsWith("-")) {
            return Optional.of("must end with a letter or a digit");
        }
        return SparkId.isId(text) ? Optional.of("must not look like the id of a spark") : Optional.empty();
    }

    /** Whether a name may begin like this. */
    public static boolean isPrefix(String text) {
        return PREFIX.matcher(text).matches();
    }

    /** Names to try in this order: short ones first, then one that is as good as never taken. */
    public static List<String> madeUp(RandomGenerator random) {
        var names = new ArrayList<String>();
        for (int i = 0; i < 4; i++) {
            names.add(pair(random));
        }
        for (int digits = 100; digits <= 1_000_000; digits *= 100) {
            names.add(pair(random) + "-" + (digits + random.nextInt(digits * 9)));
        }
        return List.copyOf(names);
    }

    private static String pair(RandomGenerator random) {
        return ADJECTIVES.get(random.nextInt(ADJECTIVES.size())) + "-" + ANIMALS.get(random.nextInt(ANIMALS.size()));
    }
}
