package dev.spark.cli.tunnel;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Holds what is written until its first line is there, shows that, and lets everything pass. */
public final class FirstLine extends FilterOutputStream {
    /** What sees the line before the reader does. */
    @FunctionalInterface
    public interface Seen {
        void line(String line) throws IOException;
    }

    /** As RFC 4253, 4.2, has it; what has no line by then is let through. */
    private static final int LONGEST = 255;

    private final Seen seen;
    private @Nullable ByteArrayOutputStream held = new ByteArrayOutputStream();

    public FirstLine(OutputStream out, Seen seen) {
        super(out);
        this.seen = seen;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (held == null) {
            out.write(bytes, offset, length);
            return;
        }
        held.write(bytes, offset, length);
        var text = held.toString(StandardCharsets.ISO_8859_1);
        if (text.indexOf('\n') >= 0 || text.length() > LONGEST) {
            pass(text.lines().findFirst().orElse(""));
        }
    }

    private void pass(String line) throws IOException {
        var bytes = held == null ? new byte[0] : held.toByteArray();
        held = null;
        seen.line(line);
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (held != null) {
            out.write(held.toByteArray());
            held = null;
        }
        super.close();
    }
}
