package dev.spark.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;

/** The steps of a spark's set-up. */
final class SetUpSteps {

    private SetUpSteps() {}

    /** Waits until its set-up has ended, one way or the other; returns which. */
    static String awaitSetUp(Gateway gateway, String spark, Duration limit) {
        await("the set-up of " + spark)
                .atMost(limit)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !step(gateway, spark, "setup").isMissingNode());
        return step(gateway, spark, "setup").path("state").asText();
    }

    static JsonNode steps(Gateway gateway, String spark) {
        return gateway.get("/v1/sparks/" + spark).body().path("steps");
    }

    static JsonNode step(Gateway gateway, String spark, String name) {
        for (JsonNode step : steps(gateway, spark)) {
            if (step.path("name").asText().equals(name)) {
                return step;
            }
        }
        return MissingNode.getInstance();
    }
}
