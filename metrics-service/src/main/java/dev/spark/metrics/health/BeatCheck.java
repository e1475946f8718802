package dev.spark.metrics.health;

import dev.spark.metrics.MetricsConfig;
import dev.spark.metrics.app.Beats;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive means that a beat ends now and then, also one that finds that it is not due. */
@Liveness
@ApplicationScoped
class BeatCheck implements HealthCheck {

    private final Beats beats;
    private final Clock clock;
    private final Duration stuckAfter;

    BeatCheck(Beats beats, Clock clock, MetricsConfig config) {
        this.beats = beats;
        this.clock = clock;
        this.stuckAfter = config.stuckAfter();
    }

    @Override
    public HealthCheckResponse call() {
        Instant last = beats.lastEnded();
        return HealthCheckResponse.named("beats end")
                .withData("last", last.toString())
                .status(Duration.between(last, clock.instant()).compareTo(stuckAfter) < 0)
                .build();
    }
}
