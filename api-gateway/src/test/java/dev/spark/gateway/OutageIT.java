package dev.spark.gateway;

import static dev.spark.gateway.Gateway.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.spark.kit.health.Broker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
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
    void refusesWritesAndGoesOnReadingWithoutKafka() {
        QuarkusMock.installMockForType(new Unreachable(), Broker.class);

        Response answer = as("ada").body(Map.of()).post("/v1/sparks");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.<String>path("code")).isEqualTo("unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        as("ada").get("/v1/sparks").then().statusCode(200);
        as("ada").body(Map.of("name", "t")).post("/v1/tokens").then().statusCode(201);
        QuarkusMock.installMockForType(new Reachable(), Broker.class);
    }

    private static void refusedWithinASecond() {
        for (boolean write : new boolean[] {true, false}) {
            long began = System.nanoTime();
            Response answer = write
                    ? as("ada").body(Map.of()).post("/v1/sparks")
                    : as("ada").get("/v1/sparks");
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(503);
            assertThat(answer.<String>path("code")).isEqualTo("unavailable");
            assertThat(answer.<Integer>path("retry_after_seconds")).isEqualTo(2);
            assertThat(answer.header("Retry-After")).isEqualTo("2");
            assertThat(took).isLessThan(Duration.ofMillis(1000));
        }
    }

    static class Unreachable extends Broker {
        Unreachable() {
            super("nowhere:1");
        }

        @Override
        public boolean isReachable() {
            return false;
        }
    }

    static class Reachable extends Broker {
        Reachable() {
            super("nowhere:1");
        }

        @Override
        public boolean isReachable() {
            return true;
        }
    }
}
