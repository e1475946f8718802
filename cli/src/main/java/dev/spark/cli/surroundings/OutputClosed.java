package dev.spark.cli.surroundings;

import java.io.IOException;

/** Nobody reads standard output any more: the broken pipe of other programs. */
public final class OutputClosed extends IOException {
    OutputClosed() {
        super("nobody reads the output any more");
    }
}
