package dev.spark.gateway.dial;

import dev.spark.events.SparkId;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs commands in sparks. */
public interface Processes {

    /** Waits until it is handed over or cannot be. */
    RemoteProcess start(SparkId spark, Command command) throws Unreachable, InterruptedException;

    /**
     * What to run, as the spark's user in its login environment. Words are bytes, as for the kernel.
     *
     * @param argv the program and its arguments; no shell reads them
     * @param env on top of the login environment
     * @param dir where it starts; its home if empty
     * @param terminal the size of the terminal it gets; none if empty
     */
    record Command(List<Buffer> argv, Map<String, Buffer> env, Optional<Buffer> dir, Optional<Size> terminal) {

        public Command {
            argv = List.copyOf(argv);
            env = Map.copyOf(env);
        }
    }

    record Size(int columns, int rows) {}
}
