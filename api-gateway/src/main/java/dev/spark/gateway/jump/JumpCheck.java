package dev.spark.gateway.jump;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that the jump host listens, where there is to be one. */
@Readiness
@ApplicationScoped
class JumpCheck implements HealthCheck {

    private final JumpHost jumpHost;

    JumpCheck(JumpHost jumpHost) {
        this.jumpHost = jumpHost;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ssh jump host listens")
                .withData("enabled", jumpHost.isEnabled())
                .status(!jumpHost.isEnabled() || jumpHost.isListening())
                .build();
    }
}
