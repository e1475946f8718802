package dev.spark.gateway.activator;

import dev.spark.events.SparkId;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.Proof;
import dev.spark.gateway.auth.Role;
import dev.spark.gateway.connections.Arrival;
import dev.spark.gateway.connections.Doorkeeper;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Wakes sparks for those who connect inside the cluster: all who come while one wakes wait for the same wake. */
@ApplicationScoped
class Wakes {

    private static final Logger LOG = Logger.getLogger(Wakes.class);

    /** Nobody has said who connects: the wake is the gateway's own, under a name that no user can have. */
    private static final Caller CLUSTER = new Caller("spark/activator", Role.ADMIN, Caller.CLUSTER);

    private final Doorkeeper doorkeeper;
    private final Clock clock;
    private final RateLimit<SparkId> perSpark;
    private final RateLimit<String> perSource;
    private final ConcurrentHashMap<SparkId, CompletableFuture<Arrival>> waking = new ConcurrentHashMap<>();

    Wakes(Doorkeeper doorkeeper, ActivatorConfig config, Clock clock) {
        this.doorkeeper = doorkeeper;
        this.clock = clock;
        ActivatorConfig.Wakes limits = config.wakes();
        this.perSpark = new RateLimit<>(limits.perSpark(), limits.within());
        this.perSource = new RateLimit<>(limits.perSource(), limits.within());
    }

    /** Has the spark woken if it sleeps; refused where it is not to be woken. */
    Arrival admit(SparkId spark, String source) throws InterruptedException {
        var ours = new CompletableFuture<Arrival>();
        CompletableFuture<Arrival> shared = waking.putIfAbsent(spark, ours);
        if (shared == null) {
            shared = ours;
            // Whoever came first may leave first.
            Thread.ofVirtual().name("wake-" + spark).start(() -> wake(spark, source, ours));
        }
        try {
            return shared.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof RefusedException refused
                    ? new RefusedException(refused.refusal())
                    : new CompletionException(e.getCause());
        }
    }

    private void wake(SparkId spark, String source, CompletableFuture<Arrival> told) {
        try {
            Arrival arrival = wake(spark, source);
            told.complete(arrival);
            arrival.running().whenComplete((running, failure) -> waking.remove(spark, told));
        } catch (RuntimeException | Error e) {
            told.completeExceptionally(e);
            waking.remove(spark, told);
        }
    }

    private Arrival wake(SparkId spark, String source) {
        SparkView view = doorkeeper.find(CLUSTER, spark.value());
        boolean rests = view.state() instanceof SparkState.Asleep || view.state() instanceof SparkState.FallingAsleep;
        if (rests && Need.of(view.state(), view.spec().wakePolicy()) == Need.ACTIVATOR) {
            Instant now = clock.instant();
            if (!perSource.pass(source, now) || !perSpark.pass(spark, now)) {
                LOG.warnf("%s is not woken by %s: connections have woken too much of late", spark, source);
                throw new RefusedException(new Refusal.Unavailable("waking by connection"));
            }
            LOG.infof("a connection from %s wakes %s", source, spark);
        }
        return doorkeeper.admit(CLUSTER, new Proof.Cluster(), view, Need.SERVICE_PORT);
    }
}
