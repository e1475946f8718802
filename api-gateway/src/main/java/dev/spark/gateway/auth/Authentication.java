package dev.spark.gateway.auth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells who calls from an {@code Authorization: Bearer …} header. Asks the database each time, so that a revoked token ends
 * at once.
 */
@ApplicationScoped
public class Authentication {

    private static final String SCHEME = "Bearer ";
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    private final PostgresTokens tokens;
    private final OidcTokens oidc;

    Authentication(PostgresTokens tokens, OidcTokens oidc) {
        this.tokens = tokens;
        this.oidc = oidc;
    }

    /** Empty for a missing, malformed, unknown, expired or revoked one; fails if the database does not answer. */
    public Uni<Optional<Caller>> of(@org.jspecify.annotations.Nullable String authorizationHeader) {
        if (authorizationHeader == null
                || authorizationHeader.length() > LONGEST_TOKEN
                || !authorizationHeader.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Uni.createFrom().item(Optional.empty());
        }
        String token = authorizationHeader.substring(SCHEME.length()).strip();
        if (token.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        if (oidc.isEnabled() && JWT.matcher(token).matches()) {
            return oidc.verify(token);
        }
        return tokens.callerWith(TokenSecret.hashOf(token));
    }
}
