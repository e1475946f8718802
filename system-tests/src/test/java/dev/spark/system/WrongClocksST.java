package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One service's clock is an hour or a day off: nothing is deleted or put to sleep before its time, and all of it in its time.
 * Takes some nine minutes.
 */
@Order(510)
@Tag("soak")
class WrongClocksST {

    private static final Duration UP = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AfterEach
    void setTheClocksRight() {
        Stack.running().spark("down").succeeded();
        Stack.running().up();
    }

    @ParameterizedTest
    @CsvSource({"LIFECYCLE, 24h", "GATEWAY, 1h"})
    void deletesNothingEarly(String service, String skew) {
        Stack.running().spark("down").succeeded();
        Stack stack = Stack.running().with(Map.of("SPARK_CLOCK_SKEW_OF_" + service, skew));
        stack.up();
        Gateway admin = stack.admin();

        String brief = create(admin, "brief-" + service.toLowerCase(java.util.Locale.ROOT), Map.of("ttl", "2m"));
        Instant asked = Instant.now();
        String idle =
                create(admin, "idle-" + service.toLowerCase(java.util.Locale.ROOT), Map.of("idle_timeout", "40s"));
        admin.awaitState(idle, "running", UP);
        Instant ran = Instant.now();
        admin.awaitState(brief, "running", UP);

        admin.awaitState(idle, "asleep", UP);
        assertThat(Instant.now()).isAfter(ran.plusSeconds(35));
        admin.awaitState(brief, "trashed", UP);
        assertThat(Instant.now())
                .isBetween(
                        asked.plusSeconds(115),
                        asked.plus(Duration.ofMinutes(2)).plus(PATIENCE));
        Instant trashed = Instant.now();
        assertThat(admin.eventsOf(brief, "spark.expiring.v1")).isEqualTo(1);

        // It is kept for 90 s here.
        await().atMost(UP)
                .ignoreExceptions()
                .until(() -> admin.get("/v1/sparks/" + brief).status() == 404);
        assertThat(Instant.now()).isAfter(trashed.plusSeconds(80));
        JsonNode there = admin.get("/v1/sparks/" + idle).body();
        assertThat(there.path("state").asText()).isEqualTo("asleep");
        stack.spark("wake", idle).succeeded();
        admin.deleteAll(UP);
    }

    private static String create(Gateway admin, String name, Map<String, ?> wishes) {
        var body = new HashMap<String, Object>(wishes);
        body.put("name", name);
        body.put("size", Map.of("cpu", "500m", "memory", "256Mi", "storage", "1Gi"));
        return admin.post("/v1/sparks", body).body().path("id").asText();
    }
}
