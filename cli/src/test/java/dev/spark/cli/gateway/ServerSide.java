package dev.spark.cli.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The server's side of a WebSocket, kept apart from the client's code so that one checks the other. */
public final class ServerSide {
    private final DataInputStream in;
    private final OutputStream out;

    ServerSide(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** A message as it came, whole: opcode 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
    public record Frame(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    public Frame read() throws IOException {
        var message = new ByteArrayOutputStream();
        var opcode = 0;
        while (true) {
            var first = in.readUnsignedByte();
            opcode = (first & 0x0f) == 0 ? opcode : first & 0x0f;
            message.writeBytes(payload());
            if ((first & 0x80) != 0) {
                return new Frame(opcode, message.toByteArray());
            }
        }
    }

    private byte[] payload() throws IOException {
        var second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new IOException("a client's frame must be masked");
        }
        long size = second & 0x7f;
        size = size == 126 ? in.readUnsignedShort() : size == 127 ? in.readLong() : size;
        if (size > 64 * 1024) {
            throw new IOException("a frame over 64 KiB: " + size);
        }
        var mask = in.readNBytes(4);
        var payload = in.readNBytes((int) size);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
    }

    /** Reads on, as long as the client is there. */
    public void readToTheEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    public void text(String text) throws IOException {
        frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    public void binary(byte[] bytes) throws IOException {
        frame(0x82, bytes);
    }

    /** A message for one channel of an exec. */
    public void channel(int channel, String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(channel);
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        binary(bytes.toByteArray());
    }

    /** A frame of any kind; the first byte has the FIN bit and the opcode. */
    public void frame(int first, byte[] payload) throws IOException {
        synchronized (out) {
            out.write(first);
            if (payload.length < 126) {
                out.write(payload.length);
            } else if (payload.length < 65536) {
                out.write(126);
                out.write(payload.length >> 8);
                out.write(payload.length);
            } else {
                out.write(127);
                for (int shift = 56; shift >= 0; shift -= 8) {
                    out.write((int) ((long) payload.length >> shift));
                }
            }
            out.write(payload);
            out.flush();
        }
    }

    /** Bytes that need not be a frame. */
    public void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    public void close(int code, String reason) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(code >> 8);
        bytes.write(code);
        bytes.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
        frame(0x88, bytes.toByteArray());
    }
}
