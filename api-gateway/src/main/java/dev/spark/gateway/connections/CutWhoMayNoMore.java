package dev.spark.gateway.connections;

import dev.spark.gateway.auth.Proof;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Cuts connections whose token was revoked, whose key was removed or whose spark was deleted, wherever in the installation that happened. */
@ApplicationScoped
class CutWhoMayNoMore {

    private static final Logger LOG = Logger.getLogger(CutWhoMayNoMore.class);

    private final Connections connections;
    private final Doorkeeper doorkeeper;

    CutWhoMayNoMore(Connections connections, Doorkeeper doorkeeper) {
        this.connections = connections;
        this.doorkeeper = doorkeeper;
    }

    @Scheduled(
            every = "${spark.gateway.connections.recheck:2s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "cut-who-may-no-more")
    @RunOnVirtualThread
    void recheck() {
        Map<String, Boolean> known = new HashMap<>();
        Map<String, Optional<Doorkeeper.Cut>> reasons = new HashMap<>();
        try {
            for (Connections.Open connection : connections.all()) {
                Admitted who = connection.admitted();
                // A key may be of several users.
                String shown = who.caller().user() + "/" + who.caller().tokenId();
                if (!known.computeIfAbsent(shown, ignored -> doorkeeper.isStillKnown(who))) {
                    connection.cut(
                            Ending.UNAUTHENTICATED,
                            switch (who.proof()) {
                                case Proof.Token token -> "the token was revoked or has expired";
                                case Proof.Key key -> "the key was removed";
                                case Proof.Cluster inside -> "it may not any more";
                            });
                } else {
                    reasons.computeIfAbsent(
                                    who.caller().user() + "/" + who.spark(), ignored -> doorkeeper.whyNoMore(who))
                            .ifPresent(why -> connection.cut(why.ending(), why.detail()));
                }
            }
        } catch (RuntimeException e) {
            LOG.debugf(e, "what is open stays open until it is known better");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        connections.all().forEach(connection -> connection.cut(Ending.UNAVAILABLE, "the gateway restarts"));
    }
}
