package dev.spark.lifecycle.health;

import dev.spark.lifecycle.LifecycleConfig;
import dev.spark.lifecycle.app.Reconciler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive means progress: where there is work, some of it is finished now and then. */
@Liveness
@ApplicationScoped
class ReconcilerCheck implements HealthCheck {

    private final Reconciler reconciler;
    private final Clock clock;
    private final Duration stuckAfter;

    ReconcilerCheck(Reconciler reconciler, Clock clock, LifecycleConfig config) {
        this.reconciler = reconciler;
        this.clock = clock;
        this.stuckAfter = config.reconciler().stuckAfter();
    }

    @Override
    public HealthCheckResponse call() {
        Instant now = clock.instant();
        Instant since = reconciler.stuckSince().orElse(now);
        return HealthCheckResponse.named("reconciler makes progress")
                .withData("last_progress", since.toString())
                .status(Duration.between(since, now).compareTo(stuckAfter) < 0)
                .build();
    }
}
