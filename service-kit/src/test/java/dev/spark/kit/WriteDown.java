package dev.spark.kit;

import dev.spark.events.Message;
import dev.spark.events.SparkEvent.SparkPurged;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.inbox.MessageHandler;
import dev.spark.kit.inbox.Received;
import dev.spark.kit.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.reactive.mutiny.Mutiny;

/** Writes each command down in its table and says that the spark is purged. Fails for the sparks it is told to. */
@ApplicationScoped
class WriteDown implements MessageHandler {

    private final Set<SparkId> failing = ConcurrentHashMap.newKeySet();
    private final Outbox outbox;
    private final Clock clock;

    WriteDown(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    void failFor(SparkId spark) {
        failing.add(spark);
    }

    void failForNobody() {
        failing.clear();
    }

    @Override
    public Set<String> topics() {
        return Set.of(Topics.PROVISIONING);
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Received received) {
        Message message = Objects.requireNonNull(received.message());
        var answer = new SparkPurged(message.sparkId());
        String cause = received.envelope().id();
        return session.createNativeQuery("insert into told (spark_id, message_id, type) values (:spark, :id, :type)")
                .setParameter("spark", message.sparkId().value())
                .setParameter("id", cause)
                .setParameter("type", received.envelope().type())
                .executeUpdate()
                .chain(() -> outbox.put(
                        session,
                        Topics.EVENTS,
                        outbox.envelope(EventIds.derived("answer", cause), answer, clock.instant(), cause),
                        answer))
                .invoke(() -> {
                    if (failing.contains(message.sparkId())) {
                        throw new IllegalStateException("told to fail");
                    }
                });
    }
}
