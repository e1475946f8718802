package dev.spark.gateway.http.events;

import dev.spark.gateway.app.Database;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.gateway.eventlog.Tail;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.http.Cursor;
import dev.spark.gateway.http.Fields;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The timeline of all sparks that the caller may see, and of one. */
@Path("/v1")
@Tag(name = "events")
public class EventsResource {

    private static final String SPARK = "The spark's name or id; by id also one that is purged.";
    private static final String AFTER = "Only events after this position.";
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Tail tail;
    private final LiveEvents live;
    private final SparkAccess access;
    private final Transactions transactions;
    private final Database database;

    EventsResource(Tail tail, LiveEvents live, SparkAccess access, Transactions transactions, Database database) {
        this.tail = tail;
        this.live = live;
        this.access = access;
        this.transactions = transactions;
        this.database = database;
    }

    @GET
    @Path("/events")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listEvents",
            summary = "What has happened to your sparks, the oldest first",
            description =
                    "With Accept: text/event-stream live: id is the position, event the type, data the event. Without"
                            + " Last-Event-ID or after it begins with what happens next.")
    @APIResponse(
            responseCode = "200",
            description = "A page of events; of all sparks, for an admin.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = EventPage.class)),
                @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = EventBody.class))
            })
    public Uni<Response> list(
            @Context ContainerRequestContext context,
            @Parameter(description = AFTER) @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return page(scopeOf(Calls.caller(context)), after, cursor, limit);
    }

    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> follow(
            @Context ContainerRequestContext context,
            @Context Sse sse,
            @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId,
            @QueryParam("after") @Nullable String after) {
        Scope scope = scopeOf(Calls.caller(context));
        Uni<Long> start = start(lastEventId, after)
                .map(position -> Uni.createFrom().item(position))
                .orElseGet(() -> database.within(tail.last()));
        return start.onItem().transformToMulti(position -> live.after(position, scope, sse));
    }

    @GET
    @Path("/sparks/{spark}/events")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listSparkEvents",
            summary = "What has happened to a spark, the oldest first",
            description = "With Accept: text/event-stream live, from its first event on, or after Last-Event-ID.")
    @APIResponse(
            responseCode = "200",
            description = "A page of events.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = EventPage.class)),
                @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = EventBody.class))
            })
    public Uni<Response> listOfSpark(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = AFTER) @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return spark(Calls.caller(context), nameOrId)
                .chain(spark -> page(Scope.ofSpark(spark.id()), after, cursor, limit));
    }

    @GET
    @Path("/sparks/{spark}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> followSpark(
            @Context ContainerRequestContext context,
            @Context Sse sse,
            @PathParam("spark") String nameOrId,
            @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId,
            @QueryParam("after") @Nullable String after) {
        long start = start(lastEventId, after).orElse(0L);
        return spark(Calls.caller(context), nameOrId)
                .onItem()
                .transformToMulti(spark -> live.after(start, Scope.ofSpark(spark.id()), sse));
    }

    private Uni<Response> page(
            Scope scope, @Nullable String after, @Nullable String cursor, @Nullable String limitText) {
        int limit = Fields.limit(limitText);
        long position = Cursor.position(cursor)
                .or(() -> Fields.position(after, "after"))
                .orElse(0L);
        return database.within(tail.after(position, scope, limit + 1)).map(found -> {
            List<Tail.Shown> shown =
                    found.events().subList(0, Math.min(limit, found.events().size()));
            boolean more = found.events().size() > limit;
            String next = more ? "\"" + Cursor.at(shown.getLast().event().position()) + "\"" : "null";
            String body = shown.stream()
                    .map(Tail.Shown::json)
                    .collect(Collectors.joining(",", "{\"items\":[", "],\"next_cursor\":" + next + "}"));
            return Response.ok(body, MediaType.APPLICATION_JSON).build();
        });
    }

    private Uni<SparkView> spark(Caller caller, String nameOrId) {
        return database.within(transactions.read(session -> access.everVisibleTo(session, caller, nameOrId)))
                .map(found -> found.orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark"))));
    }

    private static Scope scopeOf(Caller caller) {
        return caller.isAdmin() ? Scope.ALL : Scope.ofOwner(caller.user());
    }

    private static Optional<Long> start(@Nullable String lastEventId, @Nullable String after) {
        return Fields.position(lastEventId, LAST_EVENT_ID).or(() -> Fields.position(after, "after"));
    }
}
