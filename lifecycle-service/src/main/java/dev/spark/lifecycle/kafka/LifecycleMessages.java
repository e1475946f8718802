package dev.spark.lifecycle.kafka;

import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.Message;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.Traces;
import dev.spark.kit.inbox.MessageHandler;
import dev.spark.kit.inbox.Received;
import dev.spark.lifecycle.app.HandleMessage;
import dev.spark.lifecycle.app.Reconciler;
import dev.spark.lifecycle.app.SparkStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hibernate.reactive.mutiny.Mutiny;

/** The commands of the gateway, and the events by which sparks come and go. Events of the future are not its concern. */
@ApplicationScoped
class LifecycleMessages implements MessageHandler {

    private final HandleMessage handleMessage;
    private final Reconciler reconciler;
    private final ConcurrentLinkedQueue<SparkId> handled = new ConcurrentLinkedQueue<>();

    LifecycleMessages(HandleMessage handleMessage, Reconciler reconciler) {
        this.handleMessage = handleMessage;
        this.reconciler = reconciler;
    }

    @Override
    public Set<String> topics() {
        return Set.of(Topics.LIFECYCLE, Topics.EVENTS);
    }

    @Override
    public boolean concerns(Message message) {
        return handleMessage.concerns(message);
    }

    @Override
    public boolean takesUnknownTypes() {
        return true;
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Received received) {
        Message message = received.message();
        if (message == null) {
            return Uni.createFrom().voidItem();
        }
        String current = Traces.current();
        String traceparent = current == null ? received.envelope().traceparent() : current;
        if (handleMessage.orders(message)) {
            handled.add(message.sparkId());
        }
        String reason = message instanceof SleepSpark sleep ? sleep.reason() : null;
        return handleMessage.handle(
                session,
                message,
                new SparkStore.Order(received.envelope().id(), reason, traceparent),
                received.envelope().time());
    }

    @Override
    public void committed() {
        var woken = new HashSet<SparkId>();
        for (SparkId id = handled.poll(); id != null; id = handled.poll()) {
            woken.add(id);
        }
        reconciler.wake(woken);
    }
}
