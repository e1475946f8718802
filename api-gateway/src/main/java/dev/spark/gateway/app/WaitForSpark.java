package dev.spark.gateway.app;

import dev.spark.events.SparkId;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.gateway.eventlog.Tail;
import dev.spark.gateway.readmodel.PostgresSparks;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Waits until a spark is as wanted, woken by its events. */
@ApplicationScoped
public class WaitForSpark {

    private final Transactions transactions;
    private final PostgresSparks sparks;
    private final Tail tail;
    private final Clock clock;

    WaitForSpark(Transactions transactions, PostgresSparks sparks, Tail tail, Clock clock) {
        this.transactions = transactions;
        this.sparks = sparks;
        this.tail = tail;
        this.clock = clock;
    }

    /** The spark as it is when it is done, or when the time is up; empty if there is none. */
    public Uni<Optional<SparkView>> until(SparkId id, Predicate<SparkView> done, Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        return tail.last().chain(position -> {
            var watch = new Watch(id, position, end);
            return Multi.createBy()
                    .repeating()
                    .uni(watch::look)
                    .until(seen -> seen.isEmpty() || done.test(seen.get()) || watch.isOver())
                    .collect()
                    .last()
                    // "until" drops the item that ended it.
                    .replaceWith(() -> watch.seen);
        });
    }

    private final class Watch {

        private final SparkId id;
        private final Instant end;
        private long position;
        private boolean first = true;
        private Optional<SparkView> seen = Optional.empty();

        Watch(SparkId id, long position, Instant end) {
            this.id = id;
            this.position = position;
            this.end = end;
        }

        boolean isOver() {
            return tail.isStopped() || !clock.instant().isBefore(end);
        }

        Uni<Optional<SparkView>> look() {
            Uni<Void> moment = first ? Uni.createFrom().voidItem() : nextEvent();
            first = false;
            return moment.chain(() -> transactions.read(session -> sparks.byId(session, id.value())))
                    .invoke(spark -> seen = spark);
        }

        /** Completes at the next event of the spark, or at the end. */
        private Uni<Void> nextEvent() {
            return Multi.createBy()
                    .repeating()
                    .uni(this::anyEvent)
                    .until(about -> about || isOver())
                    .collect()
                    .last()
                    .replaceWithVoid();
        }

        private Uni<Boolean> anyEvent() {
            Duration left = Duration.between(clock.instant(), end);
            return tail.beyond(position)
                    .ifNoItem()
                    .after(left.isPositive() ? left : Duration.ofMillis(1))
                    .recoverWithItem(position)
                    .chain(() -> tail.after(position, Scope.ofSpark(id.value()), 1))
                    .map(page -> {
                        position = page.readTo();
                        return !page.events().isEmpty();
                    });
        }
    }
}
