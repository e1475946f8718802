package dev.spark.gateway.http.quota;

import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.app.ChangeQuota;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.Slots;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.http.Fields;
import dev.spark.gateway.http.Json;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How many sparks there may be. */
@Path("/v1/quota")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "quota")
public class QuotaResource {

    private static final int MOST = 1_000_000;

    private final ChangeQuota changeQuota;
    private final PostgresAdmission admission;
    private final Transactions transactions;
    private final Database database;

    @Schema(name = "Quota")
    record QuotaBody(
            @Schema(
                    description =
                            "Sparks that hold a running slot: from their admission or wake until they rest or are purged.")
            Share running,

            @Schema(description = "Sparks in all, until they are in the trash or purged.")
            Share total,

            @Schema(description = "Sparks that wait for a running slot.")
            int queued) {

        @Schema(name = "Share")
        record Share(int limit, int used) {}

        static QuotaBody of(Slots slots) {
            return new QuotaBody(
                    new Share(slots.runningLimit(), slots.running()),
                    new Share(slots.totalLimit(), slots.total()),
                    slots.queued());
        }
    }

    @Schema(name = "SetQuota")
    record SetQuotaBody(@Nullable Integer running, @Nullable Integer total) {}

    QuotaResource(ChangeQuota changeQuota, PostgresAdmission admission, Transactions transactions, Database database) {
        this.changeQuota = changeQuota;
        this.admission = admission;
        this.transactions = transactions;
        this.database = database;
    }

    @GET
    @Operation(operationId = "getQuota", summary = "The limits of the installation, and what is used of them")
    @APIResponse(
            responseCode = "200",
            description = "The limits.",
            content = @Content(schema = @Schema(implementation = QuotaBody.class)))
    public Uni<Response> get(@Context ContainerRequestContext context) {
        return database.within(transactions.read(admission::slots)).map(slots -> Calls.ok(QuotaBody.of(slots)));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "setQuota",
            summary = "Set the limits of the installation",
            description = "For admins. Lower ones evict nobody; higher ones let the queue move at once.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = SetQuotaBody.class)))
    @APIResponse(
            responseCode = "200",
            description = "The limits.",
            content = @Content(schema = @Schema(implementation = QuotaBody.class)))
    public Uni<Response> set(
            @Context ContainerRequestContext context, @Parameter(hidden = true) byte @Nullable [] body) {
        if (!Calls.caller(context).isAdmin()) {
            throw new RefusedException(new Refusal.Forbidden("Only an admin sets the limits."));
        }
        SetQuotaBody asked = Json.read(body, SetQuotaBody.class);
        return changeQuota
                .change(limit(asked.running(), "running"), limit(asked.total(), "total"))
                .map(slots -> Calls.ok(QuotaBody.of(slots)));
    }

    private static int limit(@Nullable Integer value, String field) {
        if (value == null) {
            throw Fields.invalid(field, "is missing");
        }
        Fields.check(value >= 0 && value <= MOST, field, "must be between 0 and " + MOST);
        return value;
    }
}
