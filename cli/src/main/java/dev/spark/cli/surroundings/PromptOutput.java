package dev.spark.cli.surroundings;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** Passes each write on at once, and tells when that fails: what a {@link PrintStream} keeps to itself. */
final class PromptOutput extends OutputStream {
    private final PrintStream to;

    PromptOutput(PrintStream to) {
        this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        to.write(bytes, offset, length);
        if (to.checkError()) {
            throw new IOException("nobody reads the output any more");
        }
    }

    @Override
    public void close() {
        to.close();
    }
}
