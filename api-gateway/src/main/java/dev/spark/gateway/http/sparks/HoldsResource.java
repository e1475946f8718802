package dev.spark.gateway.http.sparks;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.app.Answer;
import dev.spark.gateway.app.ChangeSparks;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.domain.Hold;
import dev.spark.gateway.domain.PlainText;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.http.Fields;
import dev.spark.gateway.http.Json;
import dev.spark.gateway.readmodel.SparkAccess;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What keeps a spark awake, used or not. */
@Path("/v1/sparks/{spark}/holds")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "sparks")
public class HoldsResource {

    private static final String SPARK = "The spark's name or id.";
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int LONGEST_REASON = 200;
    private static final String UNNAMED = "hold";

    private final ChangeSparks changeSparks;
    private final SparkAccess access;
    private final Database database;
    private final Clock clock;
    private final Duration longest;

    @Schema(name = "AddHold")
    record AddHoldBody(
            @Schema(description = "One of the same name is replaced; hold, if left out.", examples = "build") @Nullable
            String name,

            @Schema(description = "How long, at most 24 hours.", examples = "2h", required = true, name = "for")
            @Nullable
            @JsonProperty("for")
            String length,

            @Schema(description = "Why, for people.", required = true) @Nullable
            String reason) {}

    @Schema(name = "Hold")
    record HoldBody(String name, Instant until, String reason, String requestedBy) {
        static HoldBody of(Hold hold) {
            return new HoldBody(hold.name(), hold.until(), hold.reason(), hold.by());
        }
    }

    @Schema(name = "HoldPage")
    record HoldPage(List<HoldBody> items, @Nullable String nextCursor) {}

    HoldsResource(ChangeSparks changeSparks, SparkAccess access, Database database, Clock clock, GatewayConfig config) {
        this.changeSparks = changeSparks;
        this.access = access;
        this.database = database;
        this.clock = clock;
        this.longest = config.limits().maxHold();
    }

    @GET
    @Operation(operationId = "listHolds", summary = "What keeps a spark awake at the moment")
    @APIResponse(
            responseCode = "200",
            description = "All of them.",
            content = @Content(schema = @Schema(implementation = HoldPage.class)))
    public Uni<Response> list(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId) {
        return database.within(access.visibleTo(Calls.caller(context), nameOrId))
                .map(found -> found.orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark"))))
                .map(spark -> Calls.ok(new HoldPage(
                        spark.holdsAt(clock.instant()).stream()
                                .map(HoldBody::of)
                                .toList(),
                        null)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "holdSpark",
            summary = "Keep a spark awake for a while",
            description = "It is not put to sleep for being idle. Asked to, it sleeps all the same.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AddHoldBody.class)))
    @APIResponse(
            responseCode = "201",
            description = "The hold.",
            content = @Content(schema = @Schema(implementation = HoldBody.class)))
    public Uni<Response> add(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(hidden = true) byte @Nullable [] body) {
        AddHoldBody asked = Json.read(body, AddHoldBody.class);
        String name = asked.name() == null ? UNNAMED : asked.name();
        Fields.check(Hold.isName(name), "name", "must be " + Hold.RULE);
        Duration length = Fields.duration(Fields.required(asked.length(), "for"), "for", SHORTEST, longest)
                .orElseThrow();
        String reason = Fields.required(asked.reason(), "reason");
        Fields.check(
                PlainText.isValid(reason) && reason.length() <= LONGEST_REASON,
                "reason",
                "must be a text of 1 to " + LONGEST_REASON + " characters, on one line");
        return changeSparks
                .hold(
                        Calls.caller(context),
                        nameOrId,
                        name,
                        length,
                        reason,
                        Calls.key(context, body),
                        spark -> held(spark, name))
                .map(Calls::response);
    }

    @DELETE
    @Path("/{hold}")
    @Operation(operationId = "releaseHold", summary = "Take back a hold before its end")
    @APIResponse(responseCode = "204", description = "It keeps the spark awake no longer.")
    public Uni<Response> release(
            @Context ContainerRequestContext context,
            @Parameter(description = SPARK) @PathParam("spark") String nameOrId,
            @Parameter(description = "The hold's name.") @PathParam("hold") String hold) {
        return changeSparks
                .releaseHold(Calls.caller(context), nameOrId, hold)
                .replaceWith(() -> Response.noContent().build());
    }

    private static Answer held(SparkView spark, String name) {
        HoldBody body = spark.holds().stream()
                .filter(hold -> hold.name().equals(name))
                .findFirst()
                .map(HoldBody::of)
                .orElseThrow();
        return new Answer(201, SparkBody.location(spark) + "/holds/" + name, Json.write(body));
    }
}
