package dev.spark.gateway.dial;

import dev.spark.events.SparkId;
import io.quarkus.test.Mock;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** Commands "in a spark" are processes of this machine. */
@Mock
@ApplicationScoped
public class LocalProcesses implements Processes {

    @Override
    public RemoteProcess start(SparkId spark, Command command) throws Unreachable {
        var builder =
                new ProcessBuilder(command.argv().stream().map(Buffer::toString).toList());
        command.env().forEach((name, value) -> builder.environment().put(name, value.toString()));
        command.dir().ifPresent(dir -> builder.directory(new File(dir.toString())));
        command.terminal().ifPresent(size -> builder.environment().put("SIZE", size.columns() + "x" + size.rows()));
        try {
            return new Local(builder.start());
        } catch (IOException e) {
            throw Unreachable.absent("it has no ready pod");
        }
    }

    private static final class Local implements RemoteProcess {

        private final Process process;
        private final BlockingQueue<Output> outputs = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        Local(Process process) {
            this.process = process;
            List<Thread> copies = new ArrayList<>();
            copies.add(copy(process.getInputStream(), Output.Stdout::new));
            copies.add(copy(process.getErrorStream(), Output.Stderr::new));
            Thread.ofVirtual().start(() -> {
                try {
                    for (Thread copy : copies) {
                        copy.join();
                    }
                    outputs.add(new Output.Exited(process.waitFor()));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }

        private Thread copy(InputStream from, Function<Buffer, Output> as) {
            return Thread.ofVirtual().start(() -> {
                try {
                    byte[] bytes = new byte[8192];
                    for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
                        outputs.add(as.apply(Buffer.buffer().appendBytes(bytes, 0, n)));
                    }
                } catch (IOException e) {
                    // It was killed.
                }
            });
        }

        @Override
        public Output read() throws IOException, InterruptedException {
            Output next = outputs.take();
            if (closed) {
                throw new IOException("hung up");
            }
            return next;
        }

        @Override
        public void write(Buffer bytes) throws IOException {
            process.getOutputStream().write(bytes.getBytes());
            process.getOutputStream().flush();
        }

        @Override
        public void end() throws IOException {
            process.getOutputStream().close();
        }

        @Override
        public void resize(Size size) {
            outputs.add(new Output.Stdout(Buffer.buffer("resized to " + size.columns() + "x" + size.rows() + "\n")));
        }

        @Override
        public void close() {
            closed = true;
            process.destroyForcibly();
        }
    }
}
