package dev.spark.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * @param podRounds how often a pod is started, or a spark woken, each way
 * @param rounds how often everything else is done each way
 * @param events how many events the rebuild folds
 * @param sparks how many there are when it is measured whether that matters
 * @param quietSeconds for how long it is watched what that many cost while nobody does anything; sweeps come once a minute
 * @param only the parts to run
 */
record Options(int podRounds, int rounds, int events, int sparks, int quietSeconds, Set<String> only) {

    /** Those that need a real cluster; they share one stack. */
    static final Set<String> REAL = Set.of("pods", "wake", "http", "visibility", "rebuild", "processes");

    /** On a simulated cluster, in a stack of its own. */
    static final String SCALE = "scale";

    /** Computed. */
    static final String SAVINGS = "savings";

    /** By runc alone. */
    static final String IMAGE = "image";

    static final Set<String> ALL = all();

    /** {@code [PART …] [--option value …]}; no part means all. */
    static Options parse(String... arguments) {
        int podRounds = 50;
        int rounds = 200;
        int events = 1_000_000;
        int sparks = 10_000;
        int quietSeconds = 120;
        var only = new LinkedHashSet<String>();
        var rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (!argument.startsWith("--")) {
                only.add(argument);
                continue;
            }
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(argument + " wants a value");
            }
            String value = rest.next();
            switch (argument) {
                case "--pod-rounds" -> podRounds = Integer.parseInt(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--events" -> events = Integer.parseInt(value);
                case "--sparks" -> sparks = Integer.parseInt(value);
                case "--quiet-seconds" -> quietSeconds = Integer.parseInt(value);
                case "--only" -> only.addAll(List.of(value.split(",")));
                default -> throw new IllegalArgumentException("unknown option " + argument);
            }
        }
        only.stream().filter(part -> !ALL.contains(part)).findFirst().ifPresent(part -> {
            throw new IllegalArgumentException("unknown part " + part);
        });
        return new Options(podRounds, rounds, events, sparks, quietSeconds, only.isEmpty() ? ALL : Set.copyOf(only));
    }

    boolean runs(String part) {
        return only.contains(part);
    }

    boolean needsRealCluster() {
        return REAL.stream().anyMatch(this::runs);
    }

    /** What follows the date in the report's name: a report of parts does not replace one of all. */
    String named() {
        return only.equals(ALL) ? "" : "-" + only.stream().sorted().collect(Collectors.joining("-"));
    }

    /** As it is asked for. */
    String inWords() {
        return only.equals(ALL) ? "" : " " + only.stream().sorted().collect(Collectors.joining(" "));
    }

    private static Set<String> all() {
        var all = new LinkedHashSet<>(REAL);
        all.add(SCALE);
        all.add(SAVINGS);
        all.add(IMAGE);
        return Set.copyOf(all);
    }
}
