package dev.spark.metrics.health;

import dev.spark.metrics.app.Sources;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether all that is asked is answered. Of wellness and not of readiness: where a node is silent, what the others say is still
 * measured and said, and starting this service again would change nothing.
 */
@Wellness
@ApplicationScoped
class SourcesCheck implements HealthCheck {

    private final Sources sources;

    SourcesCheck(Sources sources) {
        this.sources = sources;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, String> silent = sources.silentNodes();
        var trouble = sources.databases().trouble();
        var answer = HealthCheckResponse.named("kubelets and databases answer");
        silent.forEach((node, why) -> answer.withData("node " + node, why));
        trouble.ifPresent(why -> answer.withData("databases", why));
        return answer.status(silent.isEmpty() && trouble.isEmpty()).build();
    }
}
