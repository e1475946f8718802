package dev.spark.gateway.http.events;

import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.gateway.http.Calls;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
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

/** The timeline of all sparks that the caller may see. */
@Path("/v1/events")
@Tag(name = "events")
public class EventsResource {

    private final EventPages pages;

    EventsResource(EventPages pages) {
        this.pages = pages;
    }

    @GET
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
            @Parameter(description = EventPages.AFTER) @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return pages.page(scopeOf(Calls.caller(context)), after, cursor, limit);
    }

    private static Scope scopeOf(Caller caller) {
        return caller.isAdmin() ? Scope.ALL : Scope.ofOwner(caller.user());
    }
}
