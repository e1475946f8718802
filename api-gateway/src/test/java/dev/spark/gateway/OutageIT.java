package dev.spark.gateway;

import static dev.spark.gateway.Gateway.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spark.events.Topics;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class OutageIT {

    /** Given by {@link GatewayInfrastructure}. */
    Consumer<String> door;

    @BeforeEach
    void empty() {
        Gateway.empty(100, 100);
        Gateway.tokenOf("ada");
        // Warm: what follows is timed.
        as("ada").body(Map.of()).post("/v1/sparks").then().statusCode(202);
    }

    @AfterEach
    void open() {
        door.accept("open");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> as("ada").body(Map.of()).post("/v1/sparks").statusCode() == 202);
    }

    @Test
    void refusesWithinASecondWhenTheDatabaseIsCutOff() {
        door.accept("cut");
        for (int i = 0; i < 5; i++) {
            refusedWithinASecond();
        }
    }

    @Test
    void refusesWithinASecondWhenTheDatabaseStopsAnswering() {
        door.accept("frozen");
        for (int i = 0; i < 5; i++) {
            refusedWithinASecond();
        }
    }

    @Test
    void refusesWritesAndGoesOnReadingWithoutKafka() throws Exception {
        var kafka = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst();
        assumeTrue(kafka.isPresent(), "Kafka is not a child of this process");
        var accepted = new ArrayList<String>();
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            signal("STOP", kafka.get());
            try {
                await().atMost(Duration.ofSeconds(5)).until(() -> {
                    Response answer = as("ada").body(Map.of()).post("/v1/sparks");
                    if (answer.statusCode() == 202) {
                        accepted.add(answer.path("id"));
                    }
                    return answer.statusCode() == 503;
                });
                for (int i = 0; i < 5; i++) {
                    refusedWithinASecond(true);
                }
                as("ada").get("/v1/sparks").then().statusCode(200);
                as("ada").body(Map.of("name", "t")).post("/v1/tokens").then().statusCode(201);
            } finally {
                signal("CONT", kafka.get());
            }
            // What was accepted before the outage was noticed is said all the same.
            for (String id : accepted) {
                commands.await(message -> new String(message.key(), StandardCharsets.UTF_8).equals(id));
            }
        }
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    private static void refusedWithinASecond() {
        refusedWithinASecond(true);
        refusedWithinASecond(false);
    }

    private static void refusedWithinASecond(boolean write) {
        long began = System.nanoTime();
        Response answer =
                write ? as("ada").body(Map.of()).post("/v1/sparks") : as("ada").get("/v1/sparks");
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(503);
        assertThat(answer.<String>path("code")).isEqualTo("unavailable");
        assertThat(answer.<Integer>path("retry_after_seconds")).isEqualTo(2);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(took).isLessThan(Duration.ofMillis(1000));
    }
}
