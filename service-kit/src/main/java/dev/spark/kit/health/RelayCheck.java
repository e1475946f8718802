package dev.spark.kit.health;

import dev.spark.kit.outbox.Relay;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that what is promised can be said: Kafka answers and the outbox is being relayed. */
@Readiness
@ApplicationScoped
class RelayCheck implements HealthCheck {

    private final Broker broker;
    private final Relay relay;

    RelayCheck(Broker broker, Relay relay) {
        this.broker = broker;
        this.relay = relay;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("outbox is relayed");
        relay.failingSince().ifPresent(since -> answer.withData("failing_since", since.toString()));
        return answer.status(broker.isReachable() && relay.failingSince().isEmpty())
                .build();
    }
}
