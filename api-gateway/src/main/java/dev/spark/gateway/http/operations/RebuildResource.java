package dev.spark.gateway.http.operations;

import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.readmodel.Rebuild;
import dev.spark.kit.operations.Operator;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Verifies the read model against the event log, and makes it anew; both while serving. */
@Path("/ops/read-model")
@Produces(MediaType.APPLICATION_JSON)
public class RebuildResource {

    private final Rebuild rebuild;
    private final Operator operator;

    RebuildResource(Rebuild rebuild, Operator operator) {
        this.rebuild = rebuild;
        this.operator = operator;
    }

    @GET
    @Path("/verify")
    @Operation(hidden = true)
    public Uni<Response> verify(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        return run(authorization, false);
    }

    @POST
    @Path("/rebuild")
    @Operation(hidden = true)
    public Uni<Response> rebuild(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        return run(authorization, true);
    }

    private Uni<Response> run(@Nullable String authorization, boolean replace) {
        operator.authorize(authorization);
        return rebuild.run(replace)
                .onFailure(IllegalStateException.class)
                .transform(busy ->
                        new RefusedException(new Refusal.Conflict("One is under way already. Try again later.")))
                .map(Calls::ok);
    }
}
