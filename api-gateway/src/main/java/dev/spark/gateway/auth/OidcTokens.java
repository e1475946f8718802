package dev.spark.gateway.auth;

import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.domain.UserName;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/** Access tokens of the OIDC provider, where one is configured ({@code quarkus.oidc.tenant-enabled=true}). */
@ApplicationScoped
class OidcTokens {

    private static final Logger LOG = Logger.getLogger(OidcTokens.class);
    private static final String TOKEN_ID = "oidc";

    private final Instance<TenantIdentityProvider> provider;
    private final boolean enabled;
    private final GatewayConfig.Oidc config;

    OidcTokens(
            Instance<TenantIdentityProvider> provider,
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "false") boolean enabled,
            GatewayConfig config) {
        this.provider = provider;
        this.enabled = enabled;
        this.config = config.oidc();
    }

    boolean isEnabled() {
        return enabled;
    }

    /** Whoever the provider says it is; empty for a token that it did not issue, or without a usable user name. */
    Uni<Optional<Caller>> verify(String token) {
        return provider.get()
                .authenticate(new AccessTokenCredential(token))
                .map(this::caller)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf("an OIDC token was not accepted: %s", failure.toString());
                    return Optional.empty();
                });
    }

    private Optional<Caller> caller(SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken jwt)) {
            return Optional.empty();
        }
        Object user = jwt.getClaim(config.userClaim());
        String name = text(user);
        if (!UserName.isValid(name)) {
            LOG.warnf("an OIDC token has no usable user name in its claim %s", config.userClaim());
            return Optional.empty();
        }
        Object roles = jwt.getClaim(config.roleClaim());
        Role role = contains(roles, config.adminRole()) ? Role.ADMIN : Role.MEMBER;
        return Optional.of(new Caller(name, role, TOKEN_ID));
    }

    private static boolean contains(Object claim, String value) {
        return switch (claim) {
            case JsonArray array -> array.stream().anyMatch(item -> value.equals(text(item)));
            case Collection<?> items -> items.stream().anyMatch(item -> value.equals(text(item)));
            case null -> false;
            default -> value.equals(text(claim));
        };
    }

    private static String text(@org.jspecify.annotations.Nullable Object claim) {
        return switch (claim) {
            case JsonString string -> string.getString();
            case String string -> string;
            case null, default -> "";
        };
    }
}
