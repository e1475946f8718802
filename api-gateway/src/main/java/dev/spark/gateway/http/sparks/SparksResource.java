package dev.spark.gateway.http.sparks;

import dev.spark.events.SparkId;
import dev.spark.gateway.app.ChangeSparks;
import dev.spark.gateway.app.CreateSparks;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.app.SleepAndWake;
import dev.spark.gateway.app.TrashSparks;
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
import java.util.Set;
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
            "deleting",
            "trashed");

    private final CheckSparks check;
    private final CreateSparks createSparks;
    private final ChangeSparks changeSparks;
    private final SleepAndWake sleepAndWake;
    private final TrashSparks trashSparks;
    private final ShowSparks show;
    private final SparkAccess access;
    private final PostgresSparks sparks;
    private final Transactions transactions;
    private final Database database;

    SparksResource(
            CheckSparks check,
            CreateSparks createSparks,
            ChangeSparks changeSparks,
            SleepAndWake sleepAndWake,
            TrashSparks trashSparks,
            ShowSparks show,
            SparkAccess access,
            PostgresSparks sparks,
            Transactions transactions,
            Database database) {
        this.check = check;
        this.createSparks = createSparks;
        this.changeSparks = changeSparks;
        this.sleepAndWake = sleepAndWake;
        this.trashSparks = trashSparks;
        this.show = show;
        this.access = access;
        this.sparks = sparks;
        this.transactions = transactions;
        this.database = database;
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
        Optional<Duration> waiting = show.waiting(wait);
        var key = Calls.key(context, body);
        var request = check.request(Json.read(body, CreateSparkBody.class));
        return createSparks.create(caller, request, key, ShowSparks::accepted).chain(outcome -> {
            Optional<SparkId> spark = outcome.spark().filter(id -> waiting.isPresent());
            return spark.isEmpty()
                    ? Uni.createFrom().item(Calls.response(outcome.answer()))
                    : show.waited(spark.get(), SparksResource::isUp, waiting.get())
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
        return database.within(transactions.read(session ->
                        sparks.list(session, filter).chain(found -> show.page(session, found, filter.limit() - 1))))
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
                    return show.body(session, spark).map(Calls::ok);
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
                .chain(show::body)
                .map(Calls::ok);
    }

    @DELETE
    @Path("/{spark}")
    @Operation(
            operationId = "deleteSpark",
            summary = "Delete a spark",
            description =
                    "Works in every state. It goes to the trash, where it keeps its files and database for a while"
                            + " and can be undeleted; one that never ran, or with purge, is removed at once. Its name is free at once.")
    @APIResponse(
            responseCode = "202",
            description = "The spark, which is being deleted; with wait, when it is in the trash or purged.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> delete(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = "Remove it and everything in it for good.") @QueryParam("purge") @Nullable
                    String purge,
            @Parameter(description = WAIT) @QueryParam("wait") @Nullable String wait) {
        Caller caller = Calls.caller(context);
        boolean forGood = Fields.flag(purge, "purge");
        Optional<Duration> waiting = show.waiting(wait);
        return trashSparks
                .delete(caller, nameOrId, forGood)
                .chain(spark -> show.answered(ShowSparks.accepted(spark), SparksResource::isOut, waiting));
    }

    @POST
    @Path("/{spark}/undelete")
    @Operation(
            operationId = "undeleteSpark",
            summary = "Take a spark out of the trash",
            description = "It sleeps, with all it had. Its name must be free. By name the living one is found first;"
                    + " by id it is always the one that is meant.")
    @APIResponse(
            responseCode = "202",
            description = "The spark; with wait, when it sleeps.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> undelete(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = WAIT) @QueryParam("wait") @Nullable String wait) {
        Optional<Duration> waiting = show.waiting(wait);
        return trashSparks
                .undelete(Calls.caller(context), nameOrId, Calls.key(context, null), ShowSparks::accepted)
                .chain(answer -> show.answered(answer, SparksResource::isAtRest, waiting));
    }

    @POST
    @Path("/{spark}/extend")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "extendSpark", summary = "Have a spark live that long from now on")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ExtendSparkBody.class)))
    @APIResponse(
            responseCode = "200",
            description = "The spark.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> extend(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(hidden = true) byte @Nullable [] body) {
        Optional<Duration> ttl = check.ttl(Json.read(body, ExtendSparkBody.class));
        return changeSparks
                .extend(Calls.caller(context), nameOrId, ttl, Calls.key(context, body), ShowSparks::done)
                .map(Calls::response);
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
        Optional<Duration> waiting = show.waiting(wait);
        return changeSparks
                .retry(caller, nameOrId, Calls.key(context, null), ShowSparks::accepted)
                // It may have failed at coming to rest.
                .chain(answer -> show.answered(answer, spark -> isUp(spark) && isAtRest(spark), waiting));
    }

    @POST
    @Path("/{spark}/reset-root")
    @Operation(
            operationId = "resetRoot",
            summary = "Put a spark's root file system back to the image's",
            description =
                    "What was installed or changed outside its home is gone; its home and its database stay. What runs in it ends.")
    @APIResponse(
            responseCode = "202",
            description = "The spark; with wait, when it runs again or rests.",
            content = @Content(schema = @Schema(implementation = SparkBody.class)))
    public Uni<Response> resetRoot(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = WAIT) @QueryParam("wait") @Nullable String wait) {
        Optional<Duration> waiting = show.waiting(wait);
        return changeSparks
                .resetRoot(Calls.caller(context), nameOrId, Calls.key(context, null), ShowSparks::accepted)
                .chain(answer -> show.answered(answer, SparksResource::isUp, waiting));
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
        Optional<Duration> waiting = show.waiting(wait);
        return sleepAndWake
                .sleep(Calls.caller(context), nameOrId, Calls.key(context, null), ShowSparks::accepted)
                .chain(answer -> show.answered(answer, SparksResource::isAtRest, waiting));
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
        Optional<Duration> waiting = show.waiting(wait);
        return sleepAndWake
                .stop(Calls.caller(context), nameOrId, Calls.key(context, null), ShowSparks::accepted)
                .chain(answer -> show.answered(answer, SparksResource::isAtRest, waiting));
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
        Optional<Duration> waiting = show.waiting(wait);
        return sleepAndWake
                .wake(Calls.caller(context), nameOrId, Calls.key(context, null), ShowSparks::accepted)
                .chain(answer -> show.answered(answer, SparksResource::isUp, waiting));
    }

    /** Nothing more will come of waiting. */
    private static boolean isUp(SparkView spark) {
        return switch (spark.state()) {
            case SparkState.Running s -> true;
            case SparkState.Failed s -> true;
            case SparkState.Deleting s -> true;
            case SparkState.Trashed s -> true;
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

    /** It no longer is on its way out: in the trash, gone, or taken back. */
    private static boolean isOut(SparkView spark) {
        return !(spark.state() instanceof SparkState.Deleting);
    }

    /** It no longer is on its way to rest. */
    static boolean isAtRest(SparkView spark) {
        return !(spark.state() instanceof SparkState.FallingAsleep || spark.state() instanceof SparkState.Stopping);
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
