package dev.spark.bench;

import java.util.stream.Collectors;

/** The stack that is to be measured does not start: another one may have its ports. */
final class StackNotUp extends RuntimeException {

    /** @param printed what {@code spark up} ended with */
    StackNotUp(String printed) {
        super("the stack does not come up:\n"
                + printed.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(line -> "       " + line)
                        .collect(Collectors.joining("\n")));
    }
}
