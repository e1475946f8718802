package dev.spark.metrics.kafka;

import dev.spark.events.Message;
import dev.spark.events.SparkEvent.SparkProvisioned;
import dev.spark.events.SparkEvent.SparkPurged;
import dev.spark.events.Topics;
import dev.spark.kit.inbox.MessageHandler;
import dev.spark.kit.inbox.Received;
import dev.spark.metrics.app.SparkDatabases;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** The events by which databases come and go. All others, those of the future too, are not its concern. */
@ApplicationScoped
class MetricsMessages implements MessageHandler {

    private final SparkDatabases databases;

    MetricsMessages(SparkDatabases databases) {
        this.databases = databases;
    }

    @Override
    public Set<String> topics() {
        return Set.of(Topics.EVENTS);
    }

    @Override
    public boolean concerns(Message message) {
        return message instanceof SparkProvisioned || message instanceof SparkPurged;
    }

    @Override
    public boolean takesUnknownTypes() {
        return true;
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Received received) {
        if (received.message() instanceof SparkProvisioned provisioned) {
            return databases.note(session, provisioned.sparkId(), provisioned.databaseName());
        }
        if (received.message() instanceof SparkPurged purged) {
            return databases.forget(session, purged.sparkId());
        }
        return Uni.createFrom().voidItem();
    }
}
