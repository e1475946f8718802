package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.plan.EndingPod;
import dev.spark.provisioner.plan.EndingPod.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Removes parts of sparks, and pods that their nodes no longer run. Throws {@link EffectFailed}. */
@ApplicationScoped
class RemovePart {

    private static final Logger LOG = Logger.getLogger(RemovePart.class);

    private final Cluster cluster;
    private final Databases databases;
    private final Clock clock;

    RemovePart(Cluster cluster, Databases databases, Clock clock) {
        this.cluster = cluster;
        this.databases = databases;
        this.clock = clock;
    }

    /**
     * Asks for the part's removal.
     *
     * @return what it waits for, in words for people; empty if nothing of it is left
     */
    Optional<String> remove(Part part, SparkId id) {
        return switch (part) {
            case DATABASE -> {
                // A role that others hold on to keeps no spark from being purged: the inventory finds it.
                databases.drop(id);
                yield Optional.empty();
            }
            case DEPLOYMENT -> {
                Optional<String> deployment = cluster.remove(part, id);
                yield endPods(id).or(() -> deployment);
            }
            case VOLUME, SECRET, SERVICE, NETWORK_POLICY -> cluster.remove(part, id);
        };
    }

    /**
     * Removes by force those pods of the spark that are past their grace and that no node runs, on evidence.
     *
     * @return what the first of the others waits for; empty if there is no pod
     */
    Optional<String> endPods(SparkId id) {
        Instant now = clock.instant();
        Optional<String> waits = Optional.empty();
        for (EndingPod pod : cluster.pods(id, now)) {
            String reason = switch (pod.verdict(now)) {
                case Verdict.Remove(String evidence) -> {
                    cluster.end(pod);
                    LOG.warnf("%s: pod %s is removed by force: %s", id, pod.name(), evidence);
                    yield "pod " + pod.name() + " is removed by force: " + evidence;
                }
                case Verdict.Wait(String reasonToWait) -> reasonToWait;
            };
            waits = waits.or(() -> Optional.of(reason));
        }
        return waits;
    }
}
