package dev.spark.gateway.http.jump;

import dev.spark.gateway.domain.PublicKey;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.jump.JumpConfig;
import dev.spark.gateway.jump.JumpHost;
import dev.spark.kit.ssh.HostAuthority;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells by what key an ssh knows all hosts of the installation, so that nobody trusts a host key on first use. */
@Path("/v1/ssh-authority")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ssh keys")
public class SshAuthorityResource {

    private static final String SPARKS = "*.spark";
    private static final int SSH = 22;

    private final HostAuthority authority;
    private final JumpConfig config;
    private final JumpHost jumpHost;

    SshAuthorityResource(HostAuthority authority, JumpConfig config, JumpHost jumpHost) {
        this.authority = authority;
        this.config = config;
        this.jumpHost = jumpHost;
    }

    @Schema(name = "SshAuthority")
    record AuthorityBody(
            @Schema(
                    description = "Signs the host keys of the sparks and of the jump host.",
                    examples = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…")
            String publicKey,

            @Schema(examples = "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8")
            String fingerprint,

            @Schema(
                    description =
                            "Lines for known_hosts: one for all hosts NAME.spark and the jump host, and the jump host's"
                                    + " own key where it is reached at a host that its certificate does not name.",
                    examples = "@cert-authority *.spark,[spark.example.org]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…")
            List<String> knownHosts) {}

    @GET
    @Operation(operationId = "getSshAuthority", summary = "What to trust for ssh")
    @APIResponse(
            responseCode = "200",
            description = "The same for all users.",
            content = @Content(schema = @Schema(implementation = AuthorityBody.class)))
    public Response get(@Context UriInfo request) {
        PublicKey key = PublicKey.parse(authority.publicLine()).orElseThrow();
        return Calls.ok(new AuthorityBody(
                authority.publicLine(),
                key.fingerprint(),
                knownHosts(request.getBaseUri().getHost())));
    }

    private List<String> knownHosts(String askedAt) {
        String host = config.publicHost().orElse(plain(askedAt));
        if (!jumpHost.isEnabled() || jumpHost.port().isEmpty() || !host.matches("[A-Za-z0-9.:_-]+")) {
            return List.of(line(SPARKS));
        }
        int port = config.publicPort().orElse(jumpHost.port().getAsInt());
        String asKnown = port == SSH ? host : "[" + host + "]:" + port;
        if (jumpHost.names().contains(host)) {
            return List.of(line(SPARKS + "," + asKnown));
        }
        var lines = new ArrayList<String>();
        lines.add(line(SPARKS));
        jumpHost.key().ifPresent(key -> lines.add(asKnown + " " + key.line()));
        return lines;
    }

    private String line(String hosts) {
        return "@cert-authority " + hosts + " " + authority.publicLine();
    }

    /** An IPv6 address without its brackets. */
    private static String plain(String host) {
        return host == null ? "" : host.replaceAll("[\\[\\]]", "");
    }
}
