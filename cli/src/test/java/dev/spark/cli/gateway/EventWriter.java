package dev.spark.cli.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events. */
public final class EventWriter {
    private final OutputStream out;

    EventWriter(OutputStream out) {
        this.out = out;
    }

    public void event(long position, String type, String data) throws IOException {
        chunk("id: " + position + "\nevent: " + type + "\ndata: " + data + "\n\n");
    }

    public void heartbeat() throws IOException {
        chunk(": still here\n\n");
    }

    private void chunk(String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
