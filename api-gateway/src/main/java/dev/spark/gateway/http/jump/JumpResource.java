package dev.spark.gateway.http.jump;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.spark.gateway.domain.PublicKey;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.jump.JumpConfig;
import dev.spark.gateway.jump.JumpHost;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tells where {@code ssh -J} finds the jump host and by what key it is known. */
@Path("/v1/jump")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ssh keys")
public class JumpResource {

    private final JumpConfig config;
    private final JumpHost jumpHost;

    JumpResource(JumpConfig config, JumpHost jumpHost) {
        this.config = config;
        this.jumpHost = jumpHost;
    }

    @Schema(name = "JumpHost")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record JumpBody(
            @Schema(description = "Absent where it is the host of this API.") @Nullable
            String host,

            int port,

            @Schema(
                    description = "What follows the host in known_hosts.",
                    examples = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…")
            String hostKey,

            @Schema(examples = "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8")
            String fingerprint) {}

    @GET
    @Operation(operationId = "getJumpHost", summary = "Where the SSH jump host is, for ssh -J")
    @APIResponse(
            responseCode = "200",
            description = "The same for all users; 404 where there is none.",
            content = @Content(schema = @Schema(implementation = JumpBody.class)))
    public Response get() {
        if (!jumpHost.isEnabled()) {
            throw new RefusedException(new Refusal.NotFound("jump host"));
        }
        PublicKey key = jumpHost.key().orElseThrow(JumpResource::unavailable);
        int port = config.publicPort().orElse(jumpHost.port().orElseThrow(JumpResource::unavailable));
        return Calls.ok(new JumpBody(config.publicHost().orElse(null), port, key.line(), key.fingerprint()));
    }

    private static RefusedException unavailable() {
        return new RefusedException(new Refusal.Unavailable("the jump host"));
    }
}
