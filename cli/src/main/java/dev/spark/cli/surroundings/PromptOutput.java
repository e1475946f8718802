package dev.spark.cli.surroundings;

import java.io.OutputStream;
import java.io.PrintStream;

/** Standard output for bytes. Passes each write on at once, and tells when that fails: what a {@link PrintStream} keeps to itself. */
public final class PromptOutput extends OutputStream {
    private final PrintStream to;

    PromptOutput(PrintStream to) {
        this.to = to;
    }

    @Override
    public void write(int b) throws OutputClosed {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws OutputClosed {
        to.write(bytes, offset, length);
        if (to.checkError()) {
            throw new OutputClosed();
        }
    }

    @Override
    public void close() {
        to.close();
    }
}
