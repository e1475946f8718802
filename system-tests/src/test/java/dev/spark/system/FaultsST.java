package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a broker or a database a write is refused at once; without an API server commands wait. */
@Order(70)
class FaultsST {

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @AfterEach
    void standsAgain() {
        stack.awaitReady(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "postgres"})
    void refusesWritesWithinASecondWithout(String part) {
        signal(part, "STOP");
        try {
            await("refused")
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> {
                        Instant asked = Instant.now();
                        var answer = admin.call("DELETE", "/v1/sparks/nobody-here", null);
                        Duration took = Duration.between(asked, Instant.now());
                        assertThat(answer.status()).isEqualTo(503);
                        assertThat(answer.code()).isEqualTo("unavailable");
                        assertThat(answer.retryAfter()).isPresent();
                        assertThat(took).isLessThan(Duration.ofMillis(1500));
                    });
            await("says that it is not ready, and soon")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> {
                        Instant asked = Instant.now();
                        assertThat(admin.get("/q/health/ready").status()).isEqualTo(503);
                        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(4));
                    });
            assertThat(admin.get("/q/health/live").status()).isEqualTo(200);
        } finally {
            signal(part, "CONT");
        }
        await("accepts again")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() ->
                        admin.call("DELETE", "/v1/sparks/nobody-here", null).status() == 404);
    }

    @Test
    void letsCommandsWaitForTheApiServer() {
        stack.component("kill", "kube-apiserver", "STOP").succeeded();
        String id;
        try {
            id = admin.create("patient").path("id").asText();
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> admin.get("/v1/sparks/patient")
                            .body()
                            .path("state")
                            .asText()
                            .equals("creating"));
        } finally {
            stack.component("kill", "kube-apiserver", "CONT").succeeded();
        }
        admin.awaitState(id, "running", Duration.ofMinutes(2));
        admin.purge(id);
        admin.awaitGone(id, Duration.ofMinutes(2));
        assertThat(admin.get("/v1/sparks").body().path("items")).isEmpty();
    }

    private void signal(String part, String signal) {
        ProcessHandle process = ProcessHandle.of(pid(part)).orElseThrow();
        String pids = Stream.concat(Stream.of(process), process.descendants())
                .map(each -> String.valueOf(each.pid()))
                .collect(Collectors.joining(" "));
        stack.shell("kill -" + signal + " " + pids).succeeded();
    }

    private long pid(String part) {
        for (var each : stack.status().path("parts")) {
            if (each.path("name").asText().equals(part)) {
                return each.path("pid").asLong();
            }
        }
        throw new AssertionError("no part " + part);
    }
}
