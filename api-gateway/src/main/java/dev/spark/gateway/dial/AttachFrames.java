package dev.spark.gateway.dial;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code deploy/image/root/usr/local/lib/spark/attach} reads: a type, a length (32 bits, big endian), and as many bytes.
 * Sparks live longer than gateways: a frame that was once understood stays as it is.
 */
final class AttachFrames {

    private static final String SPARK_EXEC = "/usr/local/bin/spark-exec";

    private AttachFrames() {}

    /** The first: the terminal's size or nothing, and the command line, separated by NUL. */
    static Buffer start(Processes.Command command) {
        var parts = new ArrayList<String>();
        parts.add(command.terminal().map(AttachFrames::text).orElse(""));
        parts.add(SPARK_EXEC);
        command.dir().ifPresent(dir -> parts.addAll(List.of("--dir", dir)));
        command.env().forEach((name, value) -> parts.addAll(List.of("--env", name + "=" + value)));
        parts.add("--");
        parts.addAll(command.argv());
        return start(parts);
    }

    static Buffer start(List<String> parts) {
        return frame('S', Buffer.buffer(String.join("\0", parts)));
    }

    static Buffer stdin(Buffer bytes) {
        return frame('D', bytes);
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
