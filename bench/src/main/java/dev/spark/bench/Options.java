package dev.spark.bench;

import java.util.Set;

/**
 * @param podRounds how often a pod is started each way
 * @param rounds how often everything else is done each way
 * @param events how many events the rebuild folds
 * @param only the parts to run
 */
record Options(int podRounds, int rounds, int events, Set<String> only) {

    static final Set<String> ALL = Set.of("pods", "http", "visibility", "rebuild", "processes");

    static Options parse(String[] arguments) {
        int podRounds = 50;
        int rounds = 200;
        int events = 1_000_000;
        Set<String> only = ALL;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--pod-rounds" -> podRounds = Integer.parseInt(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--events" -> events = Integer.parseInt(value);
                case "--only" -> only = Set.of(value.split(","));
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new Options(podRounds, rounds, events, only);
    }
}
