package dev.spark.bench;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Runs the benchmark; with the argument {@code bare} it is the bare endpoint instead, in a process of its own. */
@QuarkusMain
public class Main {

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("bare")) {
            endWithParent();
            Quarkus.run();
        } else {
            benchmark(options(arguments));
        }
    }

    /** However the benchmark ends, by kill -9 too. */
    private static void endWithParent() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent ->
                        parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
    }

    private static void benchmark(Options options) throws Exception {
        try {
            new Benchmark(options).run();
        } catch (StackNotUp e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private static Options options(String... arguments) {
        try {
            return Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.println("       See what there is: bench/run --help");
            System.exit(2);
            throw e;
        }
    }
}
