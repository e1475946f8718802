package dev.spark.kit.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes in SSH's encoding (RFC 4251, 5). */
final class Wire {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Wire raw(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    Wire uint32(int value) {
        return raw(ByteBuffer.allocate(4).putInt(value).array());
    }

    Wire uint64(long value) {
        return raw(ByteBuffer.allocate(8).putLong(value).array());
    }

    Wire string(byte[] value) {
        return uint32(value.length).raw(value);
    }

    Wire string(String value) {
        return string(value.getBytes(StandardCharsets.UTF_8));
    }

    int length() {
        return bytes.size();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
