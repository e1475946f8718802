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
            new Benchmark(Options.parse(arguments)).run();
        }
    }
}
