package dev.spark.kit.health;

import dev.spark.kit.Transactions;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether PostgreSQL answers soon. Quarkus' own checks wait as long as the pool does, longer than whoever asks. */
@Readiness
@ApplicationScoped
class DatabaseCheck implements AsyncHealthCheck {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String NAME = "database answers";

    private final Transactions transactions;

    DatabaseCheck(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return transactions
                .read(session ->
                        session.createNativeQuery("select 1", Integer.class).getSingleResult())
                .ifNoItem()
                .after(SOON)
                .fail()
                .map(one -> HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(HealthCheckResponse.down(NAME));
    }
}
