package dev.spark.gateway.http.events;

import dev.spark.gateway.app.Database;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The timeline of one spark. */
@Path("/v1/sparks/{spark}/events")
@Tag(name = "events")
public class SparkEventsResource {

    private static final String SPARK = "The spark's name or id; by id also one that is purged.";

    private final EventPages pages;
    private final SparkAccess access;
    private final Transactions transactions;
    private final Database database;

    SparkEventsResource(EventPages pages, SparkAccess access, Transactions transactions, Database database) {
        this.pages = pages;
        this.access = access;
        this.transactions = transactions;
        this.database = database;
    }

    @GET
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
    public Uni<Response> list(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = EventPages.AFTER) @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return spark(Calls.caller(context), nameOrId)
                .chain(spark -> pages.page(Scope.ofSpark(spark.id()), after, cursor, limit));
    }

    private Uni<SparkView> spark(Caller caller, String nameOrId) {
        return database.within(transactions.read(session -> access.everVisibleTo(session, caller, nameOrId)))
                .map(found -> found.orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark"))));
    }
}
