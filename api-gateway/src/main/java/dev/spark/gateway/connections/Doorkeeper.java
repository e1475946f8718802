package dev.spark.gateway.connections;

import dev.spark.gateway.app.Database;
import dev.spark.gateway.auth.Authentication;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.readmodel.SparkAccess;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides who may connect to a spark: first who calls, then whether the spark is theirs, then whether it runs. */
@ApplicationScoped
public class Doorkeeper {

    private final Authentication authentication;
    private final SparkAccess sparks;
    private final Database database;

    Doorkeeper(Authentication authentication, SparkAccess sparks, Database database) {
        this.authentication = authentication;
        this.sparks = sparks;
        this.database = database;
    }

    /** Waits for the database. */
    public Admitted admit(@Nullable String authorization, String nameOrId) {
        Caller caller = answer(authentication.of(authorization))
                .filter(ignored -> authorization != null)
                .orElseThrow(() -> new RefusedException(new Refusal.Unauthenticated()));
        return admit(caller, String.valueOf(authorization), nameOrId);
    }

    /** For a caller who is known already, by that header. Waits for the database. */
    public Admitted admit(Caller caller, String authorization, String nameOrId) {
        SparkView spark = answer(sparks.visibleTo(caller, nameOrId))
                .orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark")));
        whyNot(spark.state(), spark.name()).ifPresent(refusal -> {
            throw new RefusedException(refusal);
        });
        return new Admitted(caller, spark.sparkId(), spark.name(), authorization);
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
                .filter(spark -> !(spark.state() instanceof SparkState.Deleting))
                .isPresent();
    }

    /** From its state only; nobody knocks at the pod to find out. */
    static Optional<Refusal> whyNot(SparkState state, String name) {
        return switch (state) {
            case SparkState.Running running -> Optional.empty();
            case SparkState.Requested requested -> beingCreated(name);
            case SparkState.Queued queued ->
                Optional.of(new Refusal.Conflict(
                        "It waits for a running slot: put another spark to sleep, or wait until `spark status " + name
                                + "` says running."));
            case SparkState.Creating creating -> beingCreated(name);
            case SparkState.Interrupted interrupted ->
                Optional.of(new Refusal.Conflict("It is being brought back: try again in a moment."));
            case SparkState.Failed failed ->
                Optional.of(new Refusal.Conflict(
                        "It failed: `spark status " + name + "` says why; then retry or delete it."));
            case SparkState.Deleting deleting -> Optional.of(new Refusal.Conflict("It is being deleted."));
            case SparkState.Purged purged -> Optional.of(new Refusal.NotFound("spark"));
        };
    }

    private static Optional<Refusal> beingCreated(String name) {
        return Optional.of(
                new Refusal.Conflict("It is being created: wait until `spark status " + name + "` says running."));
    }

    private <T> T answer(Uni<T> asked) {
        return database.within(asked).await().indefinitely();
    }
}
