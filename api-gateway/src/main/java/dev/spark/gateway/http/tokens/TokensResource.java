package dev.spark.gateway.http.tokens;

import dev.spark.gateway.app.Answer;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.app.IssueTokens;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.PostgresTokens;
import dev.spark.gateway.auth.Role;
import dev.spark.gateway.auth.TokenRow;
import dev.spark.gateway.domain.PlainText;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.UserName;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.http.Cursor;
import dev.spark.gateway.http.Fields;
import dev.spark.gateway.http.Json;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** API tokens: shown once, stored hashed, ended at once. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tokens")
public class TokensResource {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final IssueTokens issueTokens;
    private final PostgresTokens tokens;
    private final Database database;

    @Schema(name = "IssueToken")
    record IssueTokenBody(
            @Schema(description = "What it is for.", examples = "laptop") @Nullable
            String name,

            @Schema(description = "Whose it is; yours, if left out. Only an admin issues them for others.") @Nullable
            String user,

            @Schema(
                    description = "Never higher than yours; member, if left out.",
                    enumeration = {"member", "admin"})
            @Nullable
            String role,

            @Schema(description = "Never expires, if left out.", examples = "90d") @Nullable
            String expiresIn) {}

    @Schema(name = "Token")
    record TokenBody(
            String id,
            String name,
            String user,
            String role,
            Instant createdAt,
            @Nullable Instant expiresAt) {
        static TokenBody of(TokenRow row) {
            return new TokenBody(row.id(), row.name(), row.user(), row.role(), row.createdAt(), row.expiresAt());
        }
    }

    @Schema(name = "IssuedToken")
    record IssuedTokenBody(
            String id,
            String name,
            String user,
            String role,
            Instant createdAt,
            @Nullable Instant expiresAt,

            @Schema(description = "The secret. It is never shown again.")
            String token) {}

    @Schema(name = "TokenPage")
    record TokenPage(List<TokenBody> items, @Nullable String nextCursor) {}

    @Schema(name = "Caller")
    record CallerBody(String user, String role, String tokenId) {}

    TokensResource(IssueTokens issueTokens, PostgresTokens tokens, Database database) {
        this.issueTokens = issueTokens;
        this.tokens = tokens;
        this.database = database;
    }

    @GET
    @Path("/whoami")
    @Operation(operationId = "whoami", summary = "Who you are")
    @APIResponse(
            responseCode = "200",
            description = "Whose token you sent.",
            content = @Content(schema = @Schema(implementation = CallerBody.class)))
    public Response whoami(@Context ContainerRequestContext context) {
        Caller caller = Calls.caller(context);
        return Calls.ok(new CallerBody(caller.user(), caller.role().wire(), caller.tokenId()));
    }

    @GET
    @Path("/tokens")
    @Operation(operationId = "listTokens", summary = "Your tokens, the newest first; of all users, for an admin")
    @APIResponse(
            responseCode = "200",
            description = "A page of those that are valid, without their secrets.",
            content = @Content(schema = @Schema(implementation = TokenPage.class)))
    public Uni<Response> list(
            @Context ContainerRequestContext context,
            @QueryParam("limit") @Nullable String limitText,
            @QueryParam("cursor") @Nullable String cursor) {
        Caller caller = Calls.caller(context);
        int limit = Fields.limit(limitText);
        Optional<String> user = caller.isAdmin() ? Optional.empty() : Optional.of(caller.user());
        return database.within(tokens.list(user, Cursor.place(cursor), limit + 1))
                .map(found -> {
                    List<TokenRow> shown = found.subList(0, Math.min(limit, found.size()));
                    String next =
                            found.size() > limit ? Cursor.at(shown.getLast().id()) : null;
                    return Calls.ok(
                            new TokenPage(shown.stream().map(TokenBody::of).toList(), next));
                });
    }

    @POST
    @Path("/tokens")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "issueToken", summary = "Issue a token")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = IssueTokenBody.class)))
    @APIResponse(
            responseCode = "201",
            description = "The token, with its secret.",
            content = @Content(schema = @Schema(implementation = IssuedTokenBody.class)))
    public Uni<Response> issue(
            @Context ContainerRequestContext context, @Parameter(hidden = true) byte @Nullable [] body) {
        Caller caller = Calls.caller(context);
        IssueTokenBody asked = Json.read(body, IssueTokenBody.class);
        String name = Fields.required(asked.name(), "name");
        Fields.check(
                PlainText.isValid(name) && name.length() <= 100,
                "name",
                "must be 1 to 100 characters on one line, without control characters and none that turn the direction"
                        + " of writing");
        String user = asked.user() == null ? caller.user() : asked.user();
        Fields.check(UserName.isValid(user), "user", "must be " + UserName.RULE);
        Role role = asked.role() == null
                ? Role.MEMBER
                : Role.of(asked.role()).orElseThrow(() -> Fields.invalid("role", "must be member or admin"));
        if (!caller.mayTouch(user)) {
            throw new RefusedException(new Refusal.Forbidden("Only an admin issues tokens for others."));
        }
        if (!caller.role().covers(role)) {
            throw new RefusedException(new Refusal.Forbidden("Only an admin issues tokens of an admin."));
        }
        return issueTokens
                .issue(
                        user,
                        role,
                        name,
                        Fields.durationOrNever(asked.expiresIn(), "expires_in", SHORTEST, LONGEST),
                        Calls.key(context, body),
                        (row, secret) -> new Answer(
                                201,
                                "/v1/tokens/" + row.id(),
                                Json.write(new IssuedTokenBody(
                                        row.id(),
                                        row.name(),
                                        row.user(),
                                        row.role(),
                                        row.createdAt(),
                                        row.expiresAt(),
                                        secret))))
                .map(Calls::response);
    }

    @DELETE
    @Path("/tokens/{token}")
    @Operation(operationId = "revokeToken", summary = "Revoke a token, at once")
    @APIResponse(responseCode = "204", description = "It opens nothing any more.")
    public Uni<Response> revoke(
            @Context ContainerRequestContext context,
            @Parameter(description = "The token's id.") @PathParam("token") String id) {
        Caller caller = Calls.caller(context);
        if (id.length() > 64 || id.indexOf('\0') >= 0) {
            throw new RefusedException(new Refusal.NotFound("token"));
        }
        return issueTokens
                .revoke(caller, id)
                .replaceWith(() -> Response.noContent().build());
    }
}
