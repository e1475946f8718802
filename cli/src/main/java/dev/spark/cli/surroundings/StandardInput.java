package dev.spark.cli.surroundings;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Standard input read through its channel: unlike with a plain stream, closing it wakes a thread that is reading. A JVM with
 * a thread stuck in a read waits 0.3 s for it before it exits.
 */
final class StandardInput extends InputStream {
    private final FileInputStream stream;

    StandardInput(FileInputStream stream) {
        this.stream = stream;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return stream.getChannel().read(ByteBuffer.wrap(bytes, offset, length));
        } catch (ClosedChannelException e) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        stream.getChannel().close();
    }
}
