package dev.spark.gateway.app;

import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.PostgresTokens;
import dev.spark.gateway.auth.Revocations;
import dev.spark.gateway.auth.Role;
import dev.spark.gateway.auth.TokenRow;
import dev.spark.gateway.auth.TokenSecret;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BiFunction;

/** Issues and revokes API tokens. */
@ApplicationScoped
public class IssueTokens {

    private final Writes writes;
    private final PostgresTokens tokens;
    private final PostgresAnswers answers;
    private final Revocations revocations;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    IssueTokens(Writes writes, PostgresTokens tokens, PostgresAnswers answers, Revocations revocations, Clock clock) {
        this.writes = writes;
        this.tokens = tokens;
        this.answers = answers;
        this.revocations = revocations;
        this.clock = clock;
    }

    /** A token for the user; {@code rendering} gets the only sight of its secret. */
    public Uni<Answer> issue(
            String user,
            Role role,
            String name,
            Optional<Duration> expiresIn,
            Optional<RequestKey> key,
            BiFunction<TokenRow, String, Answer> rendering) {
        return writes.runWithoutBroker(recording -> answers.once(recording.session(), key, () -> {
            String secret = TokenSecret.random(random);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            byte[] id = new byte[8];
            random.nextBytes(id);
            var token = new TokenRow(
                    "t-" + HexFormat.of().formatHex(id),
                    TokenSecret.hashOf(secret),
                    user,
                    role,
                    name,
                    now,
                    expiresIn.map(now::plus).orElse(null));
            return tokens.add(recording.session(), token).replaceWith(() -> rendering.apply(token, secret));
        }));
    }

    /** Ends a token at once: the caller's own, or as an admin anybody's. */
    public Uni<Void> revoke(Caller caller, String id) {
        return writes.runWithoutBroker(recording -> tokens.find(recording.session(), id)
                        .chain(found -> {
                            if (found.isEmpty() || !caller.mayTouch(found.get().user())) {
                                throw new RefusedException(new Refusal.NotFound("token"));
                            }
                            if (id.equals(TokenRow.BOOTSTRAP)) {
                                throw new RefusedException(
                                        new Refusal.Conflict(
                                                "This token comes from the setting spark.admin.token. Change or remove it there."));
                            }
                            return tokens.revoke(recording.session(), id);
                        }))
                .invoke(() -> revocations.announce(id));
    }
}
