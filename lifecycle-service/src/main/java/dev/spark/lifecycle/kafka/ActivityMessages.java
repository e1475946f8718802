package dev.spark.lifecycle.kafka;

import dev.spark.events.Activity;
import dev.spark.events.Activity.ActivityAssessed;
import dev.spark.events.Message;
import dev.spark.events.Topics;
import dev.spark.kit.inbox.MessageHandler;
import dev.spark.kit.inbox.Received;
import dev.spark.lifecycle.app.AgendaStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** What is measured of sparks that run. What we conclude from it comes back here too, and is let pass. */
@ApplicationScoped
class ActivityMessages implements MessageHandler {

    private final AgendaStore agendas;

    ActivityMessages(AgendaStore agendas) {
        this.agendas = agendas;
    }

    @Override
    public Set<String> topics() {
        return Set.of(Topics.ACTIVITY);
    }

    @Override
    public boolean takesUnknownTypes() {
        return true;
    }

    @Override
    public boolean concerns(Message message) {
        return message instanceof Activity && !(message instanceof ActivityAssessed);
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Received received) {
        return received.message() instanceof Activity activity
                ? agendas.hear(session, activity)
                : Uni.createFrom().voidItem();
    }
}
