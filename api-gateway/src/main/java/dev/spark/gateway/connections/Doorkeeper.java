package dev.spark.gateway.connections;

import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.app.SleepAndWake;
import dev.spark.gateway.app.WaitForSpark;
import dev.spark.gateway.auth.Authentication;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Durations;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.readmodel.SparkAccess;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect to a spark: first who calls, then whether the spark is theirs, then whether it runs
 * or is to be woken.
 */
@ApplicationScoped
public class Doorkeeper {

    private final Authentication authentication;
    private final SparkAccess sparks;
    private final Database database;
    private final SleepAndWake sleepAndWake;
    private final WaitForSpark waitForSpark;
    private final Duration wakeWithin;
    private final boolean makesRoom;

    Doorkeeper(
            Authentication authentication,
            SparkAccess sparks,
            Database database,
            SleepAndWake sleepAndWake,
            WaitForSpark waitForSpark,
            ConnectionsConfig config,
            GatewayConfig gateway) {
        this.authentication = authentication;
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

    /** The caller's spark of that name or id. Waits for the database. */
    public SparkView find(Caller caller, String nameOrId) {
        return answer(sparks.visibleTo(caller, nameOrId))
                .orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark")));
    }

    /**
     * Lets the caller in as soon as the spark runs: one that sleeps is woken if its wake policy lets that port do so. Waits
     * as long as it takes to wake, within the setting.
     *
     * @param authorization the header that the caller is known by
     */
    public Admitted admit(Caller caller, String authorization, SparkView spark, int port) {
        switch (Entry.to(spark, port)) {
            case Entry.Open open -> {}
            case Entry.Wakes wakes ->
                awaitRunning(answer(sleepAndWake.wakeForConnection(caller, spark.sparkId())), port);
            case Entry.Comes comes -> awaitRunning(spark, port);
            case Entry.Closed(Refusal refusal) -> throw new RefusedException(refusal);
        }
        return new Admitted(caller, spark.sparkId(), spark.name(), authorization);
    }

    /** It wakes, or waits for the slot that another one makes free for it. */
    private boolean comes(SparkView spark) {
        return spark.state() instanceof SparkState.Waking
                || makesRoom && spark.state() instanceof SparkState.QueuedToWake;
    }

    private void awaitRunning(SparkView spark, int port) {
        SparkView seen = waitForSpark
                .until(spark.sparkId(), now -> !comes(now), wakeWithin)
                .await()
                .indefinitely()
                .orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark")));
        switch (Entry.to(seen, port)) {
            case Entry.Open open -> {}
            case Entry.Closed(Refusal refusal) -> throw new RefusedException(refusal);
            case Entry.Comes comes ->
                throw new RefusedException(
                        new Refusal.Conflict("It has not woken within " + Durations.format(wakeWithin)
                                + ": wait until `spark status " + seen.name() + "` says running."));
            case Entry.Wakes wakes ->
                throw new RefusedException(new Refusal.Conflict("It was put to sleep meanwhile: try again."));
        }
    }

    /** Whether a token that once was good still is. */
    boolean isStillKnown(Admitted admitted) {
        // Nothing revokes a token of the OIDC provider, and it expires sooner than a session ends.
        return "oidc".equals(admitted.caller().tokenId())
                || answer(authentication.of(admitted.authorization())).isPresent();
    }

    /** Whether the spark is still there, and still theirs. */
    boolean isStillTheirs(Admitted admitted) {
        return answer(sparks.visibleTo(admitted.caller(), admitted.spark().value()))
                .filter(spark ->
                        !(spark.state() instanceof SparkState.Deleting || spark.state() instanceof SparkState.Trashed))
                .isPresent();
    }

    private <T> T answer(Uni<T> asked) {
        return database.within(asked).await().indefinitely();
    }
}
