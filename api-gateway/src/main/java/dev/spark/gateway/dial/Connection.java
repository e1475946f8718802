package dev.spark.gateway.dial;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A byte stream each way: one thread reads, one writes, any closes. Each direction ends on its own. */
public interface Connection extends AutoCloseable {

    /** The next bytes of the spark; waits for them. Null when it has ended its side. */
    @Nullable
    Buffer read() throws IOException, InterruptedException;

    /** Returns when the network took them: it waits for a slow reader. */
    void write(Buffer bytes) throws IOException;

    /** Tells the spark that nothing more comes. */
    void end() throws IOException;

    /** Ends both directions at once; whoever waits in the others is freed. */
    @Override
    void close();
}
