package dev.spark.gateway.auth;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lets the installation's first admin in: the user {@code admin} with the token of the setting {@code spark.admin.token}. */
@ApplicationScoped
class BootstrapAdmin {

    private static final int SHORTEST = 12;

    private final PostgresTokens tokens;
    private final Optional<String> token;

    BootstrapAdmin(PostgresTokens tokens, @ConfigProperty(name = "spark.admin.token") Optional<String> token) {
        this.tokens = tokens;
        this.token = token.map(String::strip).filter(text -> !text.isEmpty());
    }

    void start(@Observes StartupEvent started) {
        if (token.isPresent() && token.get().length() < SHORTEST) {
            throw new IllegalStateException("spark.admin.token must have at least " + SHORTEST + " characters");
        }
        tokens.bootstrap(token.map(TokenSecret::hashOf)).await().atMost(Duration.ofSeconds(30));
    }
}
