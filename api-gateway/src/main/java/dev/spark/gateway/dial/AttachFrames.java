package dev.spark.gateway.dial;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code deploy/image/root/usr/local/lib/spark/attach} reads: a type, a length (32 bits, big endian), and as many bytes.
 * Sparks live longer than gateways: a frame that was once understood stays as it is.
 */
final class AttachFrames {

    private static final String SPARK_EXEC = "/usr/local/bin/spark-exec";

    /** {@code attach} takes up to 1 MiB. */
    private static final int LONGEST_STDIN = 512 * 1024;

    private AttachFrames() {}

    /** The first: the terminal's size or nothing, and the command line, separated by NUL. */
    static Buffer start(Processes.Command command) {
        var parts = new ArrayList<Buffer>();
        parts.add(Buffer.buffer(SPARK_EXEC));
        command.dir().ifPresent(dir -> parts.addAll(List.of(Buffer.buffer("--dir"), dir)));
        command.env()
                .forEach((name, value) -> parts.addAll(List.of(
                        Buffer.buffer("--env"), Buffer.buffer(name + "=").appendBuffer(value))));
        parts.add(Buffer.buffer("--"));
        parts.addAll(command.argv());
        return start(command.terminal(), parts);
    }

    static Buffer start(Optional<Processes.Size> terminal, List<Buffer> words) {
        Buffer payload = Buffer.buffer(terminal.map(AttachFrames::text).orElse(""));
        words.forEach(word -> payload.appendByte((byte) 0).appendBuffer(word));
        return frame('S', payload);
    }

    /** As many frames as it takes. */
    static Buffer stdin(Buffer bytes) {
        Buffer frames = Buffer.buffer();
        for (int from = 0; from < bytes.length(); from += LONGEST_STDIN) {
            frames.appendBuffer(frame('D', bytes.slice(from, Math.min(from + LONGEST_STDIN, bytes.length()))));
        }
        return frames;
    }

    static Buffer endOfStdin() {
        return frame('E', Buffer.buffer());
    }

    static Buffer resized(Processes.Size size) {
        return frame('W', Buffer.buffer(text(size)));
    }

    private static String text(Processes.Size size) {
        return size.columns() + "x" + size.rows();
    }

    private static Buffer frame(char type, Buffer payload) {
        return Buffer.buffer(5 + payload.length())
                .appendByte((byte) type)
                .appendInt(payload.length())
                .appendBuffer(payload);
    }
}
