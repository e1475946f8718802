package dev.spark.gateway.jump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ByteQueueTest {

    private static final int CAPACITY = 100_000;

    private final ByteQueue queue = new ByteQueue(CAPACITY);

    @Test
    void givesWhatWasPutInItsOrder() throws Exception {
        var random = new Random(1);
        byte[] all = new byte[1_000_000];
        random.nextBytes(all);
        var taken = new ByteArrayOutputStream();
        int put = 0;

        while (taken.size() < all.length) {
            int length = Math.min(random.nextInt(40_000), Math.min(all.length - put, CAPACITY - (put - taken.size())));
            queue.put(all, put, length);
            put += length;
            if (put > taken.size()) {
                taken.writeBytes(queue.take(1 + random.nextInt(50_000)));
            }
        }

        assertThat(taken.toByteArray()).isEqualTo(all);
    }

    @Test
    void takesNoMoreThanItHasRoomFor() throws Exception {
        queue.put(new byte[CAPACITY], 0, CAPACITY);

        assertThatIllegalStateException().isThrownBy(() -> queue.put(new byte[1], 0, 1));
        queue.take(1);
        queue.put(new byte[1], 0, 1);
    }

    @Test
    void endsAfterTheLast() throws Exception {
        queue.put(new byte[] {1, 2}, 0, 2);
        queue.end();
        queue.put(new byte[] {3}, 0, 1);

        assertThat(queue.take(10)).containsExactly(1, 2);
        assertThat(queue.take(10)).isNull();
    }

    @Test
    void waitsForTheFirst() throws Exception {
        var taken = new CompletableFuture<byte[]>();
        Thread.ofVirtual().start(() -> {
            try {
                taken.complete(queue.take(10));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });

        queue.put(Arrays.copyOf(new byte[] {7}, 1), 0, 1);

        assertThat(taken.get(10, TimeUnit.SECONDS)).containsExactly(7);
    }
}
