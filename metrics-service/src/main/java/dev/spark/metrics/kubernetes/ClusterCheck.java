package dev.spark.metrics.kubernetes;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that it is known who runs: the API server answers, and what is seen of it is current. */
@Readiness
@ApplicationScoped
class ClusterCheck implements HealthCheck {

    private final Watches watches;

    ClusterCheck(Watches watches) {
        this.watches = watches;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("cluster is watched")
                .withData("api_server_answers", watches.isAnswering())
                .status(watches.isCurrent())
                .build();
    }
}
