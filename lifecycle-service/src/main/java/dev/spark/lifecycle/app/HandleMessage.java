package dev.spark.lifecycle.app;

import dev.spark.events.Activity;
import dev.spark.events.LifecycleCommand;
import dev.spark.events.Message;
import dev.spark.events.ProvisioningCommand;
import dev.spark.events.SparkEvent;
import dev.spark.lifecycle.domain.Change;
import dev.spark.lifecycle.domain.Hearing;
import dev.spark.lifecycle.domain.agenda.Agenda;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Writes down what a command wants, and what an event says about who there is. The reconciler makes it so. */
@ApplicationScoped
public class HandleMessage {

    private final SparkStore store;
    private final AgendaStore agendas;
    private final Clock clock;

    HandleMessage(SparkStore store, AgendaStore agendas, Clock clock) {
        this.store = store;
        this.agendas = agendas;
        this.clock = clock;
    }

    /** @param at when it was said */
    public Uni<Void> handle(Mutiny.Session session, Message message, SparkStore.Order order, Instant at) {
        return change(message)
                .map(change -> store.change(session, message.sparkId(), order, clock.instant(), change))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .chain(() -> message instanceof SparkEvent event
                        ? agendas.hear(session, event, at)
                        : Uni.createFrom().voidItem());
    }

    /** Whether anything is written down of it. */
    public boolean concerns(Message message) {
        return orders(message) || message instanceof SparkEvent event && Agenda.concerns(event);
    }

    /** Whether it orders something of which the reconciler has to know. */
    public boolean orders(Message message) {
        return change(message).isPresent();
    }

    private static Optional<Change> change(Message message) {
        return switch (message) {
            case LifecycleCommand command -> Optional.of(Hearing.of(command));
            case SparkEvent event -> Hearing.of(event);
            case ProvisioningCommand somebodyElses -> Optional.empty();
            case Activity measured -> Optional.empty();
        };
    }
}
