package dev.spark.provisioner.app;

import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkId;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.plan.Observed;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Tells the steps of the owner's own set-up, which the spark's container writes to its log after SSH is up. Whatever happens
 * there costs nobody the spark. Each step of a run of the container is told once, also across restarts of this service.
 */
@ApplicationScoped
public class FollowSetup {

    private static final Logger LOG = Logger.getLogger(FollowSetup.class);
    private static final int MOST_STEPS = 400;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final SparkStore store;
    private final Clock clock;
    private final Duration patience;
    private final ConcurrentHashMap<SparkId, String> followed = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    FollowSetup(Cluster cluster, SparkStore store, Clock clock, ProvisionerConfig config) {
        this.cluster = cluster;
        this.store = store;
        this.clock = clock;
        this.patience = config.limits().setup();
    }

    /** Begins to follow the run of the container, unless it is followed already. Returns at once. */
    void follow(SparkId id, Observed.Pod pod) {
        if (!pod.run().equals(followed.put(id, pod.run()))) {
            Thread.ofVirtual().name("setup-" + id).start(() -> {
                try {
                    followToItsEnd(id, pod);
                } catch (RuntimeException e) {
                    LOG.warnf("%s: its set-up is no longer followed: %s", id, e.toString());
                    followed.remove(id, pod.run());
                }
            });
        }
    }

    /** Of one that is purged. */
    void forget(SparkId id) {
        followed.remove(id);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    private void followToItsEnd(SparkId id, Observed.Pod pod) {
        Instant until = clock.instant().plus(patience);
        Duration pause = FIRST_PAUSE;
        Heard heard = Heard.NOTHING;
        while (isCurrent(id, pod)) {
            Optional<Integer> told = store.setupTold(id, pod.run());
            if (told.isEmpty()) {
                return;
            }
            if (clock.instant().isAfter(until)) {
                // That it failed is known, and worth more than that nobody looks any longer.
                if (heard == Heard.NOTHING) {
                    tell(
                            id,
                            pod,
                            told.get() + 1,
                            new SetupStep("setup", StepState.FAILED, "It takes too long to watch"));
                }
                store.setupEnded(id, pod);
                return;
            }
            try (InputStream log = cluster.log(pod.name())) {
                heard = readSteps(id, pod, log, told.get());
                if (heard == Heard.SUCCESS) {
                    store.setupEnded(id, pod);
                    return;
                }
            } catch (IOException | EffectFailed e) {
                LOG.debugf("%s: its log breaks off: %s", id, e.toString());
            }
            // Cut off, or longer than is read: the rest is not worth more haste.
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        followed.remove(id, pod.run());
    }

    /** How a set-up has ended, as far as its log was read. */
    private enum Heard {
        NOTHING,
        /** What failed may be tried again. */
        FAILURE,
        /** Or there is too much to listen to. */
        SUCCESS
    }

    private Heard readSteps(SparkId id, Observed.Pod pod, InputStream log, int told) throws IOException {
        var lines = new LogLines(log, SetupStep.LONGEST_LINE);
        Heard heard = Heard.NOTHING;
        int number = 0;
        while (!stopped) {
            Optional<String> line = lines.next();
            if (line.isEmpty()) {
                return heard;
            }
            Optional<SetupStep> step = SetupStep.read(line.get());
            if (step.isEmpty()) {
                continue;
            }
            boolean quiet = step.get().isEnd() && number == 0;
            number++;
            if (number > told && !quiet) {
                tell(id, pod, number, step.get());
            }
            if (step.get().isEnd() || number >= MOST_STEPS) {
                return Heard.SUCCESS;
            }
            if (step.get().isFailedEnd()) {
                heard = Heard.FAILURE;
            }
        }
        return heard;
    }

    private void tell(SparkId id, Observed.Pod pod, int number, SetupStep step) {
        store.tellSetup(id, pod, number, step, clock.instant());
    }

    private boolean isCurrent(SparkId id, Observed.Pod pod) {
        return !stopped
                && pod.run().equals(followed.get(id))
                && cluster.observe(id)
                        .pod()
                        .filter(now -> now.run().equals(pod.run()))
                        .isPresent();
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
