package dev.spark.bench;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Runs the benchmark; with the argument {@code bare} it is the bare endpoint instead, in a process of its own. */
@QuarkusMain
public class Main {

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("bare")) {
            Quarkus.run();
        } else {
            new Benchmark(options(arguments)).run();
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
