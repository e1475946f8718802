package dev.spark.provisioner.kafka;

import dev.spark.events.ProvisioningCommand;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.Traces;
import dev.spark.kit.inbox.MessageHandler;
import dev.spark.kit.inbox.Received;
import dev.spark.provisioner.app.HandleProvisioningCommand;
import dev.spark.provisioner.app.Reconciler;
import dev.spark.provisioner.app.SparkStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** The commands of the gateway. */
@ApplicationScoped
class ProvisioningCommands implements MessageHandler {

    private static final Logger LOG = Logger.getLogger(ProvisioningCommands.class);

    private final HandleProvisioningCommand handleCommand;
    private final Reconciler reconciler;
    private final ConcurrentLinkedQueue<SparkId> handled = new ConcurrentLinkedQueue<>();

    ProvisioningCommands(HandleProvisioningCommand handleCommand, Reconciler reconciler) {
        this.handleCommand = handleCommand;
        this.reconciler = reconciler;
    }

    @Override
    public Set<String> topics() {
        return Set.of(Topics.PROVISIONING);
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Received received) {
        if (!(received.message() instanceof ProvisioningCommand command)) {
            LOG.warnf("%s is no command and is passed over", received.envelope().type());
            return Uni.createFrom().voidItem();
        }
        String current = Traces.current();
        String traceparent = current == null ? received.envelope().traceparent() : current;
        handled.add(command.sparkId());
        return handleCommand.handle(
                session, command, new SparkStore.Order(received.envelope().id(), traceparent));
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
