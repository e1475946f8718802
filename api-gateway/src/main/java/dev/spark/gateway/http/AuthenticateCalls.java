package dev.spark.gateway.http;

import dev.spark.gateway.app.Database;
import dev.spark.gateway.auth.Authentication;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Lets nobody into {@code /v1} whom it does not know. */
class AuthenticateCalls {

    private final Authentication authentication;
    private final Database database;

    AuthenticateCalls(Authentication authentication, Database database) {
        this.authentication = authentication;
        this.database = database;
    }

    @ServerRequestFilter
    public Uni<@Nullable Response> authenticate(ContainerRequestContext context) {
        if (!context.getUriInfo().getPath().startsWith("/v1")) {
            return Uni.createFrom().nullItem();
        }
        return database.within(authentication.of(context.getHeaderString(HttpHeaders.AUTHORIZATION)))
                .map(caller -> {
                    context.setProperty(
                            Calls.CALLER,
                            caller.orElseThrow(() -> new RefusedException(new Refusal.Unauthenticated())));
                    return null;
                });
    }
}
