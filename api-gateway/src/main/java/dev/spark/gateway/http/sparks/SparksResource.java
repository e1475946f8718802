package dev.spark.gateway.http.sparks;

import dev.spark.events.SparkId;
import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.app.Answer;
import dev.spark.gateway.app.ChangeSparks;
import dev.spark.gateway.app.CreateSparks;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.app.SleepAndWake;
import dev.spark.gateway.app.WaitForSpark;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Labels;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkNames;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.domain.UserName;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.http.Cursor;
import dev.spark.gateway.http.Fields;
import dev.spark.gateway.http.Json;
import dev.spark.gateway.readmodel.PostgresSparks;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The calls about sparks. */
@Path("/v1/sparks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "sparks")
public class SparksResource {

    private static final String SPARK = "The spark's name or id.";
    private static final String WAIT = "Answer when it is done, or when this time is up: 60s.";
    private static final Set<String> STATES = Set.of(
            "queued",
            "creating",
            "running",
            "interrupted",
            "falling_asleep",
            "asleep",
            "stopping",
            "stopped",
            "waking",
            "failed",
            "deleting");

    private final CheckSparks check;
    private final CreateSparks createSparks;
    private final ChangeSparks changeSparks;
    private final SleepAndWake sleepAndWake;
    private final WaitForSpark waitForSpark;
    private final SparkAccess access;
    private final PostgresSparks sparks;
    private final PostgresAdmission admission;
    private final Transactions transactions;
    private final Database database;
    private final Duration maxWait;

    SparksResource(
            CheckSparks check,
            CreateSparks createSparks,
            ChangeSparks changeSparks,
            SleepAndWake sleepAndWake,
            WaitForSpark waitForSpark,
            SparkAccess access,
            PostgresSparks sparks,
            PostgresAdmission admission,
            Transactions transactions,
            Database database,
            GatewayConfig config) {
        this.check = check;
        this.createSparks = createSparks;
        this.changeSparks = changeSparks;
        this.sleepAndWake = sleepAndWake;
        this.waitForSpark = waitForSpark;
        this.access = access;
        this.sparks = sparks;
        this.admission = admission;
        this.transactions = transactions;
        this.database = database;
        this.maxWait = config.limits().maxWait();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createSpark",
            summary = "Create a spark",
            description = "Accepted means kept: it is being built, or it waits in the queue for a running slot.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = CreateSparkBody.class)))
    @APIResponse(
            responseCode = "202",
            description = "The spark. Location has its address.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> create(
            @Context ContainerRequestContext context,
            @Parameter(description = WAIT) @QueryParam("wait") @Nullable String wait,
            @Parameter(hidden = true) byte @Nullable [] body) {
        Caller caller = Calls.caller(context);
        Optional<Duration> waiting = waiting(wait);
        var key = Calls.key(context, body);
        var request = check.request(Json.read(body, CreateSparkBody.class));
        return createSparks
                .create(caller, request, key, SparksResource::accepted)
                .chain(outcome -> {
                    Optional<SparkId> spark = outcome.spark().filter(id -> waiting.isPresent());
                    return spark.isEmpty()
                            ? Uni.createFrom().item(Calls.response(outcome.answer()))
                            : waited(spark.get(), SparksResource::isUp, waiting.get())
                                    .map(seen -> seen.orElse(Calls.response(outcome.answer())));
                });
    }

    @GET
    @Operation(operationId = "listSparks", summary = "List sparks, the newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page of your sparks; of all, for an admin.",
            content = @Content(schema = @Schema(implementation = SparkPage.class)))
    public Uni<Response> list(
            @Context ContainerRequestContext context,
            @Parameter(description = "Only these states; repeatable.") @QueryParam("state") List<String> states,
            @Parameter(description = "Only those with this label, key=value; repeatable.") @QueryParam("label")
                    List<String> labels,
            @Parameter(description = "Only names that begin like this.") @QueryParam("prefix") @Nullable String prefix,
            @Parameter(description = "Only sparks of this user. For admins.") @QueryParam("owner") @Nullable
                    String owner,
            @Parameter(description = "Only those that expire before this time, RFC 3339.")
                    @QueryParam("expiring_before")
                    @Nullable
                    String expiringBefore,
            @Parameter(description = "At most so many, 1 to 500; 50 if left out.") @QueryParam("limit") @Nullable
                    String limit,
            @Parameter(description = "The next_cursor of the page before.") @QueryParam("cursor") @Nullable
                    String cursor) {
        Caller caller = Calls.caller(context);
        var filter = new PostgresSparks.Filter(
                ownerFilter(caller, owner),
                states(states),
                labelFilter(labels),
                prefix(prefix),
                Fields.time(expiringBefore, "expiring_before"),
                Cursor.position(cursor),
                Fields.limit(limit) + 1);
        return database.within(transactions.read(session -> sparks.list(session, filter)
                        .chain(found -> found.stream()
                                        .noneMatch(spark -> spark.state().waits())
                                ? Uni.createFrom().item(page(found, filter.limit() - 1, List.of()))
                                : admission.queue(session).map(queue -> page(found, filter.limit() - 1, queue)))))
                .map(Calls::ok);
    }

    @GET
    @Path("/{spark}")
    @Operation(operationId = "getSpark", summary = "One spark")
    @APIResponse(
            responseCode = "200",
            description = "The spark.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> get(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId) {
        Caller caller = Calls.caller(context);
        return database.within(transactions.read(session -> access.visibleTo(session, caller, nameOrId)
                .chain(found -> {
                    SparkView spark = found.orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark")));
                    return queuePosition(session, spark).map(position -> Calls.ok(SparkBody.of(spark, position)));
                })));
    }

    @PATCH
    @Path("/{spark}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(operationId = "configureSpark", summary = "Change its labels, idle timeout or wake policy")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ConfigureSparkBody.class)))
    @APIResponse(
            responseCode = "200",
            description = "The spark.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> configure(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(hidden = true) byte @Nullable [] body) {
        Caller caller = Calls.caller(context);
        var change = check.change(Json.read(body, ConfigureSparkBody.class));
        return changeSparks
                .configure(caller, nameOrId, change)
                .chain(this::shown)
                .map(Calls::ok);
    }

    @DELETE
    @Path("/{spark}")
    @Operation(
            operationId = "deleteSpark",
            summary = "Delete a spark and everything in it",
            description = "Works in every state. Its name is free at once, its place when it is purged.")
    @APIResponse(
            responseCode = "202",
            description = "The spark, which is being deleted; with wait, when it is purged.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> delete(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = "Accepted for what may keep deleted sparks for a while; today nothing does.")
                    @QueryParam("purge")
                    @Nullable
                    String purge,
            @Parameter(description = WAIT) @QueryParam("wait") @Nullable String wait) {
        Caller caller = Calls.caller(context);
        Fields.flag(purge, "purge");
        Optional<Duration> waiting = waiting(wait);
        return changeSparks.delete(caller, nameOrId).chain(spark -> {
            Response now = Calls.response(accepted(spark, OptionalInt.empty()));
            return waiting.isEmpty()
                    ? Uni.createFrom().item(now)
                    : waited(spark.sparkId(), SparkView::purged, waiting.get()).map(seen -> seen.orElse(now));
        });
    }

    @POST
    @Path("/{spark}/retry")
    @Operation(operationId = "retrySpark", summary = "Try again what a spark failed at")
    @APIResponse(
            responseCode = "202",
            description = "The spark.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> retry(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = WAIT) @QueryParam("wait") @Nullable String wait) {
        Caller caller = Calls.caller(context);
        Optional<Duration> waiting = waiting(wait);
        return changeSparks
                .retry(caller, nameOrId, Calls.key(context, null), spark -> accepted(spark, OptionalInt.empty()))
                .chain(answer -> answered(answer, SparksResource::isUp, waiting));
    }

    @POST
    @Path("/{spark}/sleep")
    @Operation(
            operationId = "sleepSpark",
            summary = "Put a spark to sleep",
            description =
                    "It stops running and keeps its files, database and name. A connection wakes it, as its wake policy says.")
    @APIResponse(
            responseCode = "202",
            description = "The spark, which falls asleep; with wait, when it sleeps.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> sleep(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = WAIT) @QueryParam("wait") @Nullable String wait) {
        Optional<Duration> waiting = waiting(wait);
        return sleepAndWake
                .sleep(Calls.caller(context), nameOrId, Calls.key(context, null), SparksResource::accepted)
                .chain(answer -> answered(answer, SparksResource::isAtRest, waiting));
    }

    @POST
    @Path("/{spark}/stop")
    @Operation(
            operationId = "stopSpark",
            summary = "Stop a spark",
            description = "It stops running and keeps its files, database and name. Only wake starts it again.")
    @APIResponse(
            responseCode = "202",
            description = "The spark, which is being stopped; with wait, when it is.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> stop(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = WAIT) @QueryParam("wait") @Nullable String wait) {
        Optional<Duration> waiting = waiting(wait);
        return sleepAndWake
                .stop(Calls.caller(context), nameOrId, Calls.key(context, null), SparksResource::accepted)
                .chain(answer -> answered(answer, SparksResource::isAtRest, waiting));
    }

    @POST
    @Path("/{spark}/wake")
    @Operation(
            operationId = "wakeSpark",
            summary = "Wake a spark that sleeps or is stopped",
            description = "It takes a running slot, or waits in the queue for one. One that runs is left alone.")
    @APIResponse(
            responseCode = "202",
            description = "The spark, which wakes or waits; with wait, when it runs.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> wake(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = WAIT) @QueryParam("wait") @Nullable String wait) {
        Optional<Duration> waiting = waiting(wait);
        return sleepAndWake
                .wake(Calls.caller(context), nameOrId, Calls.key(context, null), SparksResource::accepted)
                .chain(answer -> answered(answer, SparksResource::isUp, waiting));
    }

    /** The answer now, or the spark when there is nothing more to wait for. */
    private Uni<Response> answered(Answer answer, Predicate<SparkView> done, Optional<Duration> waiting) {
        return waiting.isEmpty()
                ? Uni.createFrom().item(Calls.response(answer))
                : waited(idOf(answer), done, waiting.get()).map(seen -> seen.orElse(Calls.response(answer)));
    }

    private Uni<Optional<Response>> waited(SparkId id, Predicate<SparkView> done, Duration atMost) {
        return waitForSpark
                .until(id, done, atMost)
                .chain(seen -> seen.isEmpty()
                        ? Uni.createFrom().item(Optional.<Response>empty())
                        : shown(seen.get())
                                .map(body -> Optional.of(Calls.response(
                                        new Answer(202, SparkBody.location(seen.get()), Json.write(body))))));
    }

    private Uni<SparkBody> shown(SparkView spark) {
        return transactions
                .read(session -> queuePosition(session, spark))
                .map(position -> SparkBody.of(spark, position));
    }

    private Uni<OptionalInt> queuePosition(org.hibernate.reactive.mutiny.Mutiny.Session session, SparkView spark) {
        return spark.state().waits()
                ? admission.queuePosition(session, spark.id())
                : Uni.createFrom().item(OptionalInt.empty());
    }

    private static SparkPage page(List<SparkView> found, int limit, List<String> queue) {
        List<SparkView> shown = found.subList(0, Math.min(limit, found.size()));
        return new SparkPage(
                shown.stream()
                        .map(spark -> {
                            int place = queue.indexOf(spark.id());
                            return SparkBody.of(spark, place < 0 ? OptionalInt.empty() : OptionalInt.of(place + 1));
                        })
                        .toList(),
                found.size() > limit ? Cursor.at(shown.getLast().createdPosition()) : null);
    }

    private static Answer accepted(SparkView spark, OptionalInt queuePosition) {
        return new Answer(202, SparkBody.location(spark), Json.write(SparkBody.of(spark, queuePosition)));
    }

    private static SparkId idOf(Answer answer) {
        String location = Optional.ofNullable(answer.location()).orElseThrow();
        return new SparkId(location.substring(location.lastIndexOf('/') + 1));
    }

    /** Nothing more will come of waiting. */
    private static boolean isUp(SparkView spark) {
        return switch (spark.state()) {
            case SparkState.Running s -> true;
            case SparkState.Failed s -> true;
            case SparkState.Deleting s -> true;
            case SparkState.Purged s -> true;
            case SparkState.Requested s -> false;
            case SparkState.Queued s -> false;
            case SparkState.Creating s -> false;
            case SparkState.Interrupted s -> false;
            case SparkState.QueuedToWake s -> false;
            case SparkState.Waking s -> false;
            // Somebody has put it to rest since.
            case SparkState.FallingAsleep s -> true;
            case SparkState.Asleep s -> true;
            case SparkState.Stopping s -> true;
            case SparkState.Stopped s -> true;
        };
    }

    /** It no longer is on its way to rest. */
    private static boolean isAtRest(SparkView spark) {
        return !(spark.state() instanceof SparkState.FallingAsleep || spark.state() instanceof SparkState.Stopping);
    }

    private Optional<Duration> waiting(@Nullable String wait) {
        return Fields.duration(wait, "wait", Duration.ZERO, Duration.ofDays(1))
                .map(asked -> asked.compareTo(maxWait) < 0 ? asked : maxWait);
    }

    private static Optional<String> ownerFilter(Caller caller, @Nullable String owner) {
        if (owner == null) {
            return caller.isAdmin() ? Optional.empty() : Optional.of(caller.user());
        }
        Fields.check(UserName.isValid(owner), "owner", "must be " + UserName.RULE);
        if (!caller.mayTouch(owner)) {
            throw new RefusedException(new Refusal.Forbidden("Only an admin lists the sparks of others."));
        }
        return Optional.of(owner);
    }

    private static List<String> states(List<String> given) {
        List<String> states = given.stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .distinct()
                .toList();
        states.forEach(state -> Fields.check(
                STATES.contains(state),
                "state",
                "must be one of " + String.join(", ", STATES.stream().sorted().toList())));
        return states;
    }

    private static Map<String, String> labelFilter(List<String> given) {
        var labels = new LinkedHashMap<String, String>();
        for (String label : given) {
            int equals = label.indexOf('=');
            Fields.check(
                    equals > 0
                            && Labels.isKey(label.substring(0, equals))
                            && Labels.isValue(label.substring(equals + 1)),
                    "label",
                    "must be key=value, as Kubernetes labels are");
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return labels;
    }

    private static String prefix(@Nullable String prefix) {
        if (prefix == null || prefix.isEmpty()) {
            return "";
        }
        Fields.check(SparkNames.isPrefix(prefix), "prefix", "must be the beginning of a name");
        return prefix;
    }
}
