package dev.spark.gateway.http.sparks;

import dev.spark.events.Signal;
import dev.spark.events.SparkEvent.SleepCause;
import dev.spark.events.SparkEvent.SparkFoundIdle;
import dev.spark.events.SparkEvent.SparkSleepRequested;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Durations;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.eventlog.PostgresEventLog;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.http.sparks.HoldsResource.HoldBody;
import dev.spark.gateway.readmodel.PostgresActivity;
import dev.spark.gateway.readmodel.PostgresActivity.Assessed;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Why a spark is awake or asleep, and what happens next. */
@Path("/v1/sparks/{spark}/activity")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "sparks")
public class ActivityResource {

    private final SparkAccess access;
    private final PostgresActivity activity;
    private final PostgresEventLog log;
    private final Transactions transactions;
    private final Database database;
    private final Clock clock;

    @Schema(name = "Activity")
    record ActivityBody(
            @Schema(examples = "running") String state,
            Instant stateSince,

            @Schema(description = "What all of it comes to, in a sentence.")
            String decision,

            @Schema(
                    enumeration = {"held", "active", "unknown", "idle"},
                    description = "Of one that runs; null before it was measured.")
            @Nullable
            String verdict,

            @Schema(description = "When it was measured.") @Nullable
            Instant measuredAt,

            @Schema(description = "When it was used last, as far as is known.") @Nullable
            Instant lastActiveAt,

            @Schema(examples = "30m") String idleTimeout,

            @Schema(
                    description =
                            "Of one that runs what is measured; of one that was put to sleep for being idle what it was"
                                    + " put to sleep on.")
            List<SignalBody> signals,

            List<HoldBody> holds,

            @Schema(description = "What happens by itself, the soonest first.")
            List<NextBody> next) {}

    /** What one source says. */
    @Schema(name = "Signal")
    record SignalBody(
            @Schema(enumeration = {"connections", "exec", "cpu", "network", "database"})
            String kind,

            @Schema(
                    enumeration = {"active", "quiet", "unknown"},
                    description = "Unknown counts as active.")
            String level,

            @Nullable Instant activeAt,
            String detail) {

        static SignalBody of(Signal signal) {
            return new SignalBody(
                    signal.kind().name().toLowerCase(Locale.ROOT),
                    signal.level().name().toLowerCase(Locale.ROOT),
                    signal.activeAt(),
                    signal.detail());
        }
    }

    @Schema(name = "NextTransition")
    record NextBody(
            @Schema(enumeration = {"sleep", "expire", "purge"})
            String what,

            Instant at) {}

    ActivityResource(
            SparkAccess access,
            PostgresActivity activity,
            PostgresEventLog log,
            Transactions transactions,
            Database database,
            Clock clock) {
        this.access = access;
        this.activity = activity;
        this.log = log;
        this.transactions = transactions;
        this.database = database;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "sparkActivity",
            summary = "Why a spark is awake or asleep, and what happens next",
            description = "The signals that it is judged by, what they say, and since when.")
    @APIResponse(
            responseCode = "200",
            description = "The signals, the holds, the decision and what is next.",
            content = @Content(schema = @Schema(implementation = ActivityBody.class)))
    public Uni<Response> get(
            @Context ContainerRequestContext context,
            @Parameter(description = "The spark's name or id.") @PathParam("spark") String nameOrId) {
        Caller caller = Calls.caller(context);
        return database.within(transactions.read(session -> access.visibleTo(session, caller, nameOrId)
                .map(found -> found.orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark"))))
                .chain(spark -> activity.load(session, List.of(spark.id()))
                        .chain(assessed -> evidence(session, spark)
                                .map(idle ->
                                        Calls.ok(body(spark, Optional.ofNullable(assessed.get(spark.id())), idle)))))));
    }

    /** What it was put to sleep on, if it sleeps for being idle. */
    private Uni<Optional<SparkFoundIdle>> evidence(Mutiny.Session session, SparkView spark) {
        if (!(spark.state() instanceof SparkState.Asleep)) {
            return Uni.createFrom().item(Optional.empty());
        }
        return log.latest(session, spark.id(), SparkSleepRequested.class)
                .chain(asked ->
                        asked.filter(sleep -> sleep.cause() == SleepCause.IDLE).isPresent()
                                ? log.latest(session, spark.id(), SparkFoundIdle.class)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private ActivityBody body(SparkView spark, Optional<Assessed> latest, Optional<SparkFoundIdle> foundIdle) {
        Instant now = clock.instant();
        boolean runs = spark.state() instanceof SparkState.Running;
        // What was measured before it ran this time is no longer true of it.
        Optional<Assessed> assessed = latest.filter(known -> runs && !known.at().isBefore(spark.stateSince()));
        List<Signal> signals = runs
                ? assessed.map(known -> known.assessment().signals()).orElse(List.of())
                : foundIdle.map(SparkFoundIdle::evidence).orElse(List.of());
        return new ActivityBody(
                spark.state().wire(),
                spark.stateSince(),
                Reasons.of(spark, assessed.map(Assessed::assessment), now),
                assessed.map(known -> known.assessment().verdict().name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                assessed.map(Assessed::at).orElse(null),
                latest.map(known -> known.assessment().activeAt()).orElse(null),
                Durations.format(spark.spec().idleTimeout()),
                signals.stream().map(SignalBody::of).toList(),
                spark.holdsAt(now).stream().map(HoldBody::of).toList(),
                next(spark, assessed));
    }

    private static List<NextBody> next(SparkView spark, Optional<Assessed> assessed) {
        var next = new ArrayList<NextBody>();
        assessed.map(known -> known.assessment().sleepsAt()).ifPresent(at -> next.add(new NextBody("sleep", at)));
        if (spark.state() instanceof SparkState.Trashed(Instant purgeAt)) {
            next.add(new NextBody("purge", purgeAt));
        } else if (spark.expiresAt() != null) {
            next.add(new NextBody("expire", spark.expiresAt()));
        }
        next.sort(Comparator.comparing(NextBody::at));
        return List.copyOf(next);
    }
}
