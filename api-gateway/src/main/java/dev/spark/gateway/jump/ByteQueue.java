package dev.spark.gateway.jump;

import org.jspecify.annotations.Nullable;

/** Bytes that wait for a slower reader, never more than so many: a ring that grows as it is needed. Thread-safe. */
final class ByteQueue {

    private static final int SMALLEST = 4 * 1024;

    private final int capacity;
    private byte[] ring = new byte[0];
    private int first;
    private int size;
    private boolean ended;

    ByteQueue(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Takes the bytes in at once; after {@link #end} they are dropped.
     *
     * @throws IllegalStateException if they are more than there is room for
     */
    synchronized void put(byte[] bytes, int offset, int length) {
        if (ended) {
            return;
        }
        if (length > capacity - size) {
            throw new IllegalStateException("more than " + capacity + " bytes wait");
        }
        grow(size + length);
        int at = ring.length == 0 ? 0 : (first + size) % ring.length;
        int untilEdge = Math.min(length, ring.length - at);
        System.arraycopy(bytes, offset, ring, at, untilEdge);
        System.arraycopy(bytes, offset + untilEdge, ring, 0, length - untilEdge);
        size += length;
        notifyAll();
    }

    /** The next bytes, at most so many; waits for the first. Null after the last. */
    synchronized byte @Nullable [] take(int atMost) throws InterruptedException {
        while (size == 0 && !ended) {
            wait();
        }
        if (size == 0) {
            return null;
        }
        byte[] bytes = new byte[Math.min(size, atMost)];
        copy(bytes, bytes.length);
        first = (first + bytes.length) % ring.length;
        size -= bytes.length;
        if (size == 0 && ring.length > SMALLEST) {
            ring = new byte[0]; // little memory where little waits
            first = 0;
        }
        return bytes;
    }

    /** Nothing follows what was put. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void grow(int needed) {
        if (needed > ring.length) {
            int doubled = Math.max(Math.max(SMALLEST, needed), 2 * ring.length);
            byte[] larger = new byte[Math.max(needed, Math.min(doubled, capacity))];
            copy(larger, size);
            ring = larger;
            first = 0;
        }
    }

    private void copy(byte[] target, int length) {
        int untilEdge = Math.min(length, ring.length - first);
        System.arraycopy(ring, first, target, 0, untilEdge);
        System.arraycopy(ring, 0, target, untilEdge, length - untilEdge);
    }
}
