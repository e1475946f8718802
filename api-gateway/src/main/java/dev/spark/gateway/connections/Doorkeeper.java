package dev.spark.gateway.connections;

import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.app.PostgresKeys;
import dev.spark.gateway.app.SleepAndWake;
import dev.spark.gateway.app.WaitForSpark;
import dev.spark.gateway.auth.Authentication;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.Proof;
import dev.spark.gateway.auth.Role;
import dev.spark.gateway.dial.Dial;
import dev.spark.gateway.domain.Durations;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect to a spark: first who calls, then whether the spark is theirs, then whether it runs
 * or is to be woken.
 */
@ApplicationScoped
public class Doorkeeper {

    private static final Cut DELETED = new Cut(Ending.NOT_FOUND, "the spark was deleted");
    private static final Cut ASLEEP =
            new Cut(Ending.CONFLICT, "the spark was put to sleep; whoever connects again wakes it");
    private static final Cut STOPPED = new Cut(Ending.STOPPED, "the spark was stopped");

    private final Authentication authentication;
    private final PostgresKeys keys;
    private final Transactions transactions;
    private final SparkAccess sparks;
    private final Database database;
    private final SleepAndWake sleepAndWake;
    private final WaitForSpark waitForSpark;
    private final Duration wakeWithin;
    private final boolean makesRoom;

    Doorkeeper(
            Authentication authentication,
            PostgresKeys keys,
            Transactions transactions,
            SparkAccess sparks,
            Database database,
            SleepAndWake sleepAndWake,
            WaitForSpark waitForSpark,
            ConnectionsConfig config,
            GatewayConfig gateway) {
        this.authentication = authentication;
        this.keys = keys;
        this.transactions = transactions;
        this.sparks = sparks;
        this.database = database;
        this.sleepAndWake = sleepAndWake;
        this.waitForSpark = waitForSpark;
        this.wakeWithin = config.wakeWithin();
        this.makesRoom = gateway.quota().makeRoom();
    }

    /** Who calls, by that header. Waits for the database. */
    Caller identify(@Nullable String authorization) {
        return answer(authentication.of(authorization))
                .filter(ignored -> authorization != null)
                .orElseThrow(() -> new RefusedException(new Refusal.Unauthenticated()));
    }

    /** The users whose SSH key this is, as members: a key opens one's own sparks only. Waits for the database. */
    public List<Caller> holdersOf(String keyId) {
        return answer(transactions.read(session -> keys.holders(session, keyId))).stream()
                .map(user -> new Caller(user, Role.MEMBER, "key:" + keyId))
                .toList();
    }

    /** Those of these SSH keys that somebody has. Waits for the database. */
    public Set<String> held(Collection<String> keyIds) {
        return answer(transactions.read(session -> keys.held(session, keyIds)));
    }

    /** The caller's spark of that name or id. Waits for the database. */
    public SparkView find(Caller caller, String nameOrId) {
        return answer(sparks.visibleTo(caller, nameOrId))
                .orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark")));
    }

    /**
     * Lets the caller in: a spark that sleeps is woken if its wake policy lets that port do so; one that is on its way is
     * waited for, though not here, and for no longer than is set. Waits for the database.
     *
     * @param proof what the caller is known by
     */
    public Arrival admit(Caller caller, Proof proof, SparkView spark, int port) {
        var admitted = new Admitted(caller, spark.sparkId(), spark.name(), proof);
        return switch (Entry.to(spark, port)) {
            case Entry.Open open -> Arrival.now(admitted);
            case Entry.Wakes wakes -> {
                SparkView woken = answer(sleepAndWake.wakeForConnection(caller, spark.sparkId()));
                yield arriving(admitted, woken, port);
            }
            case Entry.Comes comes -> arriving(admitted, spark, port);
            case Entry.Closed(Refusal refusal) -> throw new RefusedException(refusal);
        };
    }

    /** It is on its way, or waits for the slot that another one makes free for it. */
    private boolean comes(SparkView spark, int port) {
        return Entry.to(spark, port) instanceof Entry.Comes
                || makesRoom && spark.state() instanceof SparkState.QueuedToWake;
    }

    private Arrival arriving(Admitted admitted, SparkView spark, int port) {
        boolean knocks = port == Dial.SSH && spark.state() instanceof SparkState.Waking(boolean fromRest) && fromRest;
        return new Arrival(admitted, knocks, running(spark, port));
    }

    private CompletableFuture<Void> running(SparkView spark, int port) {
        return waitForSpark
                .until(spark.sparkId(), now -> !comes(now, port), wakeWithin)
                .invoke(seen -> requireRunning(
                        seen.orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark"))), port))
                .replaceWithVoid()
                .subscribeAsCompletionStage();
    }

    private void requireRunning(SparkView seen, int port) {
        switch (Entry.to(seen, port)) {
            case Entry.Open open -> {}
            case Entry.Closed(Refusal refusal) -> throw new RefusedException(refusal);
            case Entry.Comes comes ->
                throw new RefusedException(new Refusal.Conflict("It does not run after " + Durations.format(wakeWithin)
                        + " of waiting" + ": wait until `spark status " + seen.name() + "` says running."));
            case Entry.Wakes wakes ->
                throw new RefusedException(new Refusal.Conflict("It was put to sleep meanwhile: try again."));
        }
    }

    /** Why an open connection is ended. */
    record Cut(Ending ending, String detail) {}

    /** Whether a token that once was good still is, and a key still theirs. */
    boolean isStillKnown(Admitted admitted) {
        return switch (admitted.proof()) {
            // Nothing revokes a token of the OIDC provider, and it expires sooner than a session ends.
            case Proof.Token(String authorization) ->
                "oidc".equals(admitted.caller().tokenId())
                        || answer(authentication.of(authorization)).isPresent();
            case Proof.Cluster inside -> true;
            case Proof.Key(String id) -> holdersOf(id).contains(admitted.caller());
        };
    }

    /** Why somebody may not stay connected to a spark: it is gone or no longer theirs, or it rests. */
    Optional<Cut> whyNoMore(Admitted admitted) {
        Optional<SparkView> seen =
                answer(sparks.visibleTo(admitted.caller(), admitted.spark().value()));
        return seen.isEmpty()
                ? Optional.of(DELETED)
                : switch (seen.get().state()) {
                    case SparkState.Deleting deleting -> Optional.of(DELETED);
                    case SparkState.Trashed trashed -> Optional.of(DELETED);
                    case SparkState.FallingAsleep falling -> Optional.of(ASLEEP);
                    case SparkState.Asleep asleep -> Optional.of(ASLEEP);
                    case SparkState.Stopping stopping -> Optional.of(STOPPED);
                    case SparkState.Stopped stopped -> Optional.of(STOPPED);
                    case SparkState runsOrWill -> Optional.empty();
                };
    }

    private <T> T answer(Uni<T> asked) {
        return database.within(asked).await().indefinitely();
    }
}
