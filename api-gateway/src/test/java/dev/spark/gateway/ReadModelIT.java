package dev.spark.gateway;

import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkId;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class ReadModelIT {

    @BeforeEach
    void empty() {
        Gateway.empty(1000, 1000);
    }

    @Test
    void comesOutTheSameWhenItIsRebuiltWhileItServes() throws Exception {
        var ids = new ArrayList<SparkId>();
        for (int i = 0; i < 20; i++) {
            ids.add(new SparkId(create("ada", Map.of("labels", Map.of("z", "1", "a", "2", "m", "3"), "ttl", "7d"))
                    .get("id")
                    .asText()));
        }
        var done = new AtomicBoolean();
        var failures = new AtomicInteger();
        var reads = new AtomicInteger();
        var writer = Thread.ofPlatform().start(() -> {
            for (int round = 0; !done.get(); round++) {
                var batch = new ArrayList<ProducerRecord<byte[], byte[]>>();
                for (SparkId id : ids) {
                    batch.add(record(
                            UUID.randomUUID().toString(),
                            new SparkEvent.SparkStepReached(
                                    id, "step-" + round % 9, StepState.DONE, "round " + round)));
                    batch.add(record(
                            UUID.randomUUID().toString(),
                            round % 2 == 0
                                    ? new SparkEvent.SparkStarted(id)
                                    : new SparkEvent.SparkInterrupted(id, "round " + round)));
                }
                Gateway.sendAll(batch);
                as("ada")
                        .body(Map.of("labels", Map.of("round", "" + round)))
                        .patch("/v1/sparks/" + ids.get(round % ids.size()));
            }
        });
        var reader = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                Response answer = as("ada").get("/v1/sparks?limit=500");
                reads.incrementAndGet();
                if (answer.statusCode() != 200 || answer.<List<?>>path("items").size() != 20) {
                    failures.incrementAndGet();
                }
            }
        });
        for (int i = 0; i < 3; i++) {
            operator()
                    .post("/ops/read-model/rebuild")
                    .then()
                    .statusCode(200)
                    .body("differences", equalTo(0))
                    .body("replaced", equalTo(true))
                    .body("events", greaterThan(0));
            operator()
                    .get("/ops/read-model/verify")
                    .then()
                    .statusCode(200)
                    .body("differences", equalTo(0))
                    .body("replaced", equalTo(false));
        }
        done.set(true);
        writer.join();
        reader.join();

        assertThat(failures.get()).isZero();
        assertThat(reads.get()).isPositive();
        TopicIT.verify();
        assertThat(Gateway.DATABASE.rows(
                        "select tablename from pg_tables where schemaname = 'gateway' and tablename like 'spark%'"))
                .containsExactly(Map.of("tablename", "spark"));
    }

    @Test
    void putsRightWhatIsWrong() {
        String id = create("ada", Map.of("name", "true-robin")).get("id").asText();
        Gateway.DATABASE.execute("update spark set state = 'running' where id = '" + id + "'");
        operator().get("/ops/read-model/verify").then().body("differences", equalTo(1));

        operator().post("/ops/read-model/rebuild").then().statusCode(200).body("differences", equalTo(1));

        operator().get("/ops/read-model/verify").then().body("differences", equalTo(0));
        assertThat(Gateway.DATABASE.value(String.class, "select state from spark where id = ?", id))
                .isEqualTo("creating");
    }

    @Test
    void isOnlyForTheOperator() {
        for (String token : List.of("wrong", Gateway.ADMIN)) {
            RestAssured.given()
                    .header("Authorization", "Bearer " + token)
                    .post("/ops/read-model/rebuild")
                    .then()
                    .statusCode(404);
        }
    }

    private static io.restassured.specification.RequestSpecification operator() {
        return RestAssured.given().header("Authorization", "Bearer " + GatewayInfrastructure.OPERATOR);
    }
}
