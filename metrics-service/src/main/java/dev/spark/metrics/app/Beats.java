package dev.spark.metrics.app;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/** What happens because time passes. */
@ApplicationScoped
public class Beats {

    private static final Logger LOG = Logger.getLogger(Beats.class);

    private final MeasureUsage measureUsage;
    private final Clock clock;
    private volatile Instant lastEnded;
    private boolean failing;
    private volatile boolean stopping;

    Beats(MeasureUsage measureUsage, Clock clock) {
        this.measureUsage = measureUsage;
        this.clock = clock;
        this.lastEnded = clock.instant();
    }

    /** When this replica last measured, or found that it was not its turn, or could not find out. */
    public Instant lastEnded() {
        return lastEnded;
    }

    // More often than it is due: whose turn it is, is a question of one row.
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void beat() {
        if (stopping) {
            return;
        }
        try {
            measureUsage.beat();
            if (failing) {
                LOG.info("sparks are measured again");
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing && !stopping) { // a stop closes its connections under it
                LOG.warn("sparks are not measured, again in a second", e);
            }
            failing = true;
        }
        lastEnded = clock.instant();
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }
}
