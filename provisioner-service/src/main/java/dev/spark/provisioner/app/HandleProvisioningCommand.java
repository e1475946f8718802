package dev.spark.provisioner.app;

import dev.spark.events.ProvisioningCommand;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Change;
import dev.spark.provisioner.domain.Decider;
import dev.spark.provisioner.domain.Decision;
import dev.spark.provisioner.domain.SparkState;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Writes down what a command wants. The reconciler makes it so. */
@ApplicationScoped
public class HandleProvisioningCommand {

    private final SparkStore store;
    private final Clock clock;
    private final String image;

    HandleProvisioningCommand(SparkStore store, Clock clock, ProvisionerConfig config) {
        this.store = store;
        this.clock = clock;
        this.image = config.image();
    }

    public Uni<Void> handle(Mutiny.Session session, ProvisioningCommand command, SparkStore.Order order) {
        return store.change(session, command.sparkId(), order, clock.instant(), state -> changes(state, command));
    }

    private List<Change> changes(SparkState state, ProvisioningCommand command) {
        return switch (Decider.decide(state, command, image)) {
            case Decision.Accepted(List<Change> changes) -> changes;
            case Decision.Unchanged unchanged -> List.of();
        };
    }
}
