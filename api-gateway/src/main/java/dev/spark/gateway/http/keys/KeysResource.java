package dev.spark.gateway.http.keys;

import dev.spark.gateway.app.Answer;
import dev.spark.gateway.app.ChangeKeys;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.app.PostgresKeys;
import dev.spark.gateway.app.SshKeyRow;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.PublicKey;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.http.Fields;
import dev.spark.gateway.http.Json;
import dev.spark.kit.Transactions;
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

/** The caller's SSH keys: each opens all of the caller's sparks, those that are there and those to come. */
@Path("/v1/ssh-keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ssh keys")
public class KeysResource {

    private static final String NAME_RULE = "must be 1 to 100 letters, digits or any of ._@+-";

    private final ChangeKeys changeKeys;
    private final PostgresKeys keys;
    private final Transactions transactions;
    private final Database database;

    @Schema(name = "AddKey")
    record AddKeyBody(
            @Schema(description = "What it is called; its comment or the beginning of its id, if left out.") @Nullable
            String name,

            @Schema(examples = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA… me@laptop") @Nullable
            String publicKey) {}

    @Schema(name = "Key")
    record KeyBody(
            @Schema(description = "SHA-256 of the key, hex: the fingerprint for paths.")
            String id,

            @Schema(examples = "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8")
            String fingerprint,

            String name,
            String publicKey,
            Instant createdAt) {
        static KeyBody of(SshKeyRow key) {
            return new KeyBody(
                    key.id(), PublicKey.fingerprintOf(key.id()), key.name(), key.publicKey(), key.createdAt());
        }
    }

    @Schema(name = "KeyPage")
    record KeyPage(List<KeyBody> items, @Nullable String nextCursor) {}

    KeysResource(ChangeKeys changeKeys, PostgresKeys keys, Transactions transactions, Database database) {
        this.changeKeys = changeKeys;
        this.keys = keys;
        this.transactions = transactions;
        this.database = database;
    }

    @GET
    @Operation(operationId = "listKeys", summary = "Your SSH keys")
    @APIResponse(
            responseCode = "200",
            description = "All of them.",
            content = @Content(schema = @Schema(implementation = KeyPage.class)))
    public Uni<Response> list(@Context ContainerRequestContext context) {
        Caller caller = Calls.caller(context);
        return database.within(transactions.read(session -> keys.list(session, caller.user())))
                .map(rows -> Calls.ok(new KeyPage(rows.stream().map(KeyBody::of).toList(), null)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "addKey", summary = "Add an SSH key to you and to each of your sparks")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AddKeyBody.class)))
    @APIResponse(
            responseCode = "201",
            description = "The key; 200 if you had it already.",
            content = @Content(schema = @Schema(implementation = KeyBody.class)))
    public Uni<Response> add(
            @Context ContainerRequestContext context, @Parameter(hidden = true) byte @Nullable [] body) {
        AddKeyBody asked = Json.read(body, AddKeyBody.class);
        PublicKey key = PublicKey.parse(Fields.required(asked.publicKey(), "public_key"))
                .orElseThrow(() -> Fields.invalid("public_key", "must be " + PublicKey.RULE));
        if (asked.name() != null) {
            Fields.check(asked.name().matches("[A-Za-z0-9._@+-]{1,100}"), "name", NAME_RULE);
        }
        String comment = key.comment().isEmpty() ? "key-" + key.id().substring(0, 12) : key.comment();
        return changeKeys
                .add(
                        Calls.caller(context),
                        key,
                        asked.name() == null ? comment : asked.name(),
                        Calls.key(context, body),
                        (row, fresh) ->
                                new Answer(fresh ? 201 : 200, "/v1/ssh-keys/" + row.id(), Json.write(KeyBody.of(row))))
                .map(Calls::response);
    }

    @DELETE
    @Path("/{key: .+}")
    @Operation(operationId = "removeKey", summary = "Remove an SSH key from you and from each of your sparks")
    @APIResponse(responseCode = "204", description = "It opens none of your sparks any more.")
    public Uni<Response> remove(
            @Context ContainerRequestContext context,
            @Parameter(description = "The key's id, fingerprint (percent-encoded) or name.") @PathParam("key")
                    String key) {
        return changeKeys
                .remove(Calls.caller(context), key)
                .replaceWith(() -> Response.noContent().build());
    }
}
