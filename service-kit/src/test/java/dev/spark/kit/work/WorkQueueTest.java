package dev.spark.kit.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.spark.events.SparkId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

    private static final SparkId ID = new SparkId("s-7f3kq2m6ab");

    private enum Depth {
        GLANCE,
        LOOK,
        INSPECTION
    }

    private final List<Depth> done = new CopyOnWriteArrayList<>();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final WorkQueue<Depth> queue = new WorkQueue<>(2, 1, Depth.GLANCE, Clock.systemUTC(), this::work);

    private void work(SparkId id, Depth depth) {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        atOnce.decrementAndGet();
        done.add(depth);
    }

    @AfterEach
    void close() {
        gate.countDown();
        queue.close();
    }

    @Test
    void worksOnASparkOnceMoreForAllThatWasAskedMeanwhile() {
        queue.add(ID, Depth.GLANCE);
        await().until(() -> queue.running() == 1);
        queue.add(ID, Depth.GLANCE);
        queue.addToSweep(ID, Depth.INSPECTION);
        queue.add(ID, Depth.LOOK);
        gate.countDown();

        await().until(() -> queue.size() == 0);
        assertThat(done).containsExactly(Depth.GLANCE, Depth.INSPECTION);
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void worksOnABoundedNumberAtOnceAndSweepsKeepNobodyWaiting() {
        for (int i = 0; i < 20; i++) {
            queue.addToSweep(SparkId.random(new SecureRandom()), Depth.LOOK);
        }
        await().until(() -> queue.running() == 1);
        for (int i = 0; i < 20; i++) {
            queue.add(SparkId.random(new SecureRandom()), Depth.GLANCE);
        }
        await().until(() -> queue.running() == 3);
        gate.countDown();

        await().until(() -> queue.size() == 0);
        assertThat(done).hasSize(40);
        assertThat(mostAtOnce).hasValue(3);
    }

    @Test
    void doesOnceWhatASweepAndAnEventAskFor() {
        queue.addToSweep(SparkId.random(new SecureRandom()), Depth.LOOK);
        await().until(() -> queue.running() == 1);
        queue.addToSweep(ID, Depth.LOOK);
        queue.add(ID, Depth.GLANCE);
        await().until(() -> queue.running() == 2);
        gate.countDown();

        await().until(() -> queue.size() == 0);
        assertThat(done).containsExactlyInAnyOrder(Depth.LOOK, Depth.LOOK);
    }

    @Test
    void looksAgainAtTheEarliestOfTheTimes() {
        gate.countDown();
        queue.addAt(ID, Clock.systemUTC().instant().plusSeconds(3600));
        queue.addAt(ID, Clock.systemUTC().instant().plusMillis(20));

        await().until(() -> done.size() == 1);
    }
}
