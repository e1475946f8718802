package dev.spark.gateway.dial;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** A command that runs in a spark: one thread reads, one writes, any closes. */
public interface RemoteProcess extends AutoCloseable {

    sealed interface Output {

        record Stdout(Buffer bytes) implements Output {}

        record Stderr(Buffer bytes) implements Output {}

        /** The last. */
        record Exited(int code) implements Output {}
    }

    /** What it does next; waits for it. */
    Output read() throws IOException, InterruptedException;

    /** To its stdin. Returns when the network took it. */
    void write(Buffer bytes) throws IOException;

    /** Its stdin ends. */
    void end() throws IOException;

    /** Its terminal, if it has one, has another size. */
    void resize(Processes.Size size) throws IOException;

    /** Hangs up: it is killed if it still runs. Whoever waits in {@link #read} is freed. */
    @Override
    void close();
}
