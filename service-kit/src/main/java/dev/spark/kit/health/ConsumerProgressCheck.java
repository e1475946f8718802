package dev.spark.kit.health;

import dev.spark.kit.KitConfig;
import dev.spark.kit.Transactions;
import dev.spark.kit.inbox.Progress;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Alive means progress: with work before it, a reachable broker and a reachable database, the inbox must end a batch now and
 * then. A consumer that has silently stopped is found by its lag, not by an exception.
 */
@Liveness
@ApplicationScoped
class ConsumerProgressCheck implements AsyncHealthCheck {

    private final Broker broker;
    private final Progress progress;
    private final Transactions transactions;
    private final Clock clock;
    private final String group;
    private final Duration stuckAfter;
    private volatile long lag;
    private volatile long committed = -1;
    private volatile Instant lastMoved;

    ConsumerProgressCheck(Broker broker, Progress progress, Transactions transactions, Clock clock, KitConfig config) {
        this.broker = broker;
        this.progress = progress;
        this.transactions = transactions;
        this.clock = clock;
        this.group = config.service();
        this.stuckAfter = config.inbox().stuckAfter();
        this.lastMoved = clock.instant();
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        Instant since = progress.lastEnded().isAfter(lastMoved) ? progress.lastEnded() : lastMoved;
        boolean hasWork = lag > 0 || progress.busySince().isPresent();
        boolean late = Duration.between(since, clock.instant()).compareTo(stuckAfter) > 0;
        var answer = HealthCheckResponse.named("inbox makes progress")
                .withData("lag", lag)
                .withData("last_progress", since.toString());
        if (!hasWork || !late || !broker.isReachable()) {
            return Uni.createFrom().item(answer.up().build());
        }
        // Work, time and a broker, and yet no progress: stuck, unless it waits for the database.
        return transactions
                .read((Mutiny.Session session) ->
                        session.createNativeQuery("select 1", Integer.class).getSingleResult())
                .ifNoItem()
                .after(Duration.ofSeconds(2))
                .fail()
                .map(one -> answer.down().build())
                .onFailure()
                .recoverWithItem(() -> answer.up().build());
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() {
        try {
            Admin admin = broker.admin();
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(5, TimeUnit.SECONDS);
            var ends = admin.listOffsets(offsets.keySet().stream()
                            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                    .all()
                    .get(5, TimeUnit.SECONDS);
            long behind = 0;
            long sum = 0;
            for (var entry : offsets.entrySet()) {
                var end = ends.get(entry.getKey());
                if (entry.getValue() != null && end != null) {
                    sum += entry.getValue().offset();
                    behind += Math.max(0, end.offset() - entry.getValue().offset());
                }
            }
            if (sum != committed || behind == 0) {
                lastMoved = clock.instant();
            }
            committed = sum;
            lag = behind;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | org.apache.kafka.common.KafkaException e) {
            // No broker, no statement about progress.
            lastMoved = clock.instant();
        }
    }
}
