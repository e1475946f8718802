package dev.spark.gateway;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.json;
import static dev.spark.gateway.Gateway.record;
import static dev.spark.gateway.Gateway.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkId;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class EventsIT {

    private static final int EVENTS = 3000;

    @BeforeEach
    void empty() {
        Gateway.empty(100, 100);
    }

    @Test
    void tellsWhatHasHappenedInOrder() {
        JsonNode spark = create("ada", Map.of("idle_timeout", "45m"));
        var id = new SparkId(spark.get("id").asText());
        tell(new SparkEvent.SparkStarted(id));
        Gateway.awaitState(id.value(), "running");

        JsonNode page = json(as("ada").get("/v1/sparks/{id}/events?limit=2", id.value()));
        assertThat(page.at("/items/0/type").asText()).isEqualTo("spark.requested.v1");
        assertThat(page.at("/items/0/actor").asText()).isEqualTo("ada");
        assertThat(page.at("/items/0/spark_name").asText())
                .isEqualTo(spark.get("name").asText());
        assertThat(page.at("/items/0/data/spec/idle_timeout").asText()).isEqualTo("45m");
        assertThat(page.at("/items/0/data/spec/wake_policy").asText()).isEqualTo("any");
        assertThat(page.at("/items/1/causation_id").asText())
                .isEqualTo(page.at("/items/0/id").asText());
        JsonNode rest = json(as("ada")
                .queryParam("cursor", page.get("next_cursor").asText())
                .get("/v1/sparks/{id}/events", id.value()));
        assertThat(rest.at("/items/0/type").asText()).isEqualTo("spark.started.v1");
        assertThat(rest.at("/items/0/actor").asText()).isEqualTo("spark/provisioner");
        assertThat(rest.get("next_cursor").isNull()).isTrue();
    }

    @Test
    void followsASparkFromItsBeginning() throws Exception {
        var id = new SparkId(create("ada", Map.of()).get("id").asText());
        try (var stream = EventStream.open(Gateway.tokenOf("ada"), "/v1/sparks/" + id + "/events", null)) {
            assertThat(stream.next().type()).isEqualTo("spark.requested.v1");
            assertThat(stream.next().type()).isEqualTo("spark.admitted.v1");
            tell(new SparkEvent.SparkStarted(id));
            assertThat(stream.next().type()).isEqualTo("spark.started.v1");
        }
    }

    @Test
    void losesAndRepeatsNothingHoweverOftenAReaderComesBack() throws Exception {
        var ids = new ArrayList<SparkId>();
        for (int i = 0; i < 10; i++) {
            ids.add(new SparkId(create("ada", Map.of()).get("id").asText()));
        }
        long start = Gateway.logged();
        var random = new Random(42);
        var writer = Thread.ofPlatform().start(() -> {
            for (int sent = 0; sent < EVENTS; ) {
                var batch = new ArrayList<ProducerRecord<byte[], byte[]>>();
                for (int i = 0; i < 50; i++, sent++) {
                    batch.add(record(
                            UUID.randomUUID().toString(),
                            new SparkEvent.SparkStepReached(
                                    ids.get(sent % ids.size()), "step-" + sent % 7, StepState.DONE, "n" + sent)));
                }
                Gateway.sendAll(batch);
            }
        });
        List<Long> seen = new ArrayList<>();
        Long last = null;
        while (seen.size() < EVENTS) {
            int rather = 1 + random.nextInt(400);
            try (var stream = EventStream.open(
                    Gateway.tokenOf("ada"),
                    "/v1/events" + (last == null ? "?after=" + start : ""),
                    last == null ? null : String.valueOf(last))) {
                for (int i = 0; i < rather && seen.size() < EVENTS; i++) {
                    last = stream.next().position();
                    seen.add(last);
                }
            }
        }
        writer.join();

        List<Long> logged =
                Gateway.DATABASE.rows("select position from event where position > ? order by position", start).stream()
                        .map(row -> (Long) row.get("position"))
                        .toList();
        assertThat(seen).isEqualTo(logged);
        assertThat(logged).hasSize(EVENTS);
        assertThat(logged.getLast() - logged.getFirst()).isEqualTo(EVENTS - 1);
    }

    @Test
    void servesAReaderThatDoesNotKeepUp() throws Exception {
        var id = new SparkId(create("ada", Map.of()).get("id").asText());
        long start = Gateway.logged();
        try (var slow = EventStream.open(Gateway.tokenOf("ada"), "/v1/events?after=" + start, null)) {
            String message = "x".repeat(1000);
            var batch = new ArrayList<ProducerRecord<byte[], byte[]>>();
            for (int i = 0; i < 4000; i++) {
                batch.add(record(
                        UUID.randomUUID().toString(),
                        new SparkEvent.SparkStepReached(id, "step", StepState.DONE, i + message)));
            }
            Gateway.sendAll(batch);
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(60))
                    .until(() -> Gateway.logged() == start + 4000);

            for (long position = start + 1; position <= start + 4000; position++) {
                assertThat(slow.next().position()).isEqualTo(position);
            }
        }
    }

    @Test
    void showsMembersOnlyTheEventsOfTheirSparks() throws Exception {
        try (var ada = EventStream.open(Gateway.tokenOf("ada"), "/v1/events", null);
                var all = EventStream.open(Gateway.ADMIN, "/v1/events", null)) {
            ada.awaitComment();
            all.awaitComment();
            String foreign = create("bob", Map.of()).get("id").asText();
            String own = create("ada", Map.of()).get("id").asText();

            assertThat(all.next().sparkId()).isEqualTo(foreign);
            assertThat(all.next().sparkId()).isEqualTo(foreign);
            assertThat(ada.next().sparkId()).isEqualTo(own);
        }
    }

    @Test
    void missesNothingWhereAStreamBreaksBeforeItsFirstEvent() throws Exception {
        String began;
        try (var stream = EventStream.open(Gateway.tokenOf("ada"), "/v1/events", null)) {
            stream.awaitComment();
            began = stream.lastEventId();
        }
        String id = create("ada", Map.of()).get("id").asText();

        try (var stream = EventStream.open(Gateway.tokenOf("ada"), "/v1/events", began)) {
            EventStream.Event first = stream.next();
            assertThat(first.type()).isEqualTo("spark.requested.v1");
            assertThat(first.sparkId()).isEqualTo(id);
        }
    }

    @Test
    void saysThatItIsAlive() throws Exception {
        try (var stream = EventStream.open(Gateway.tokenOf("ada"), "/v1/events", null)) {
            stream.awaitComment();
            stream.awaitComment();
            stream.awaitComment();
        }
    }

    @Test
    void endsWhenTheTokenIsRevoked() throws Exception {
        var issued = as("ada").body(Map.of("name", "stream")).post("/v1/tokens");
        try (var stream = EventStream.open(issued.path("token"), "/v1/events", null)) {
            stream.awaitComment();
            as("ada").delete("/v1/tokens/" + issued.path("id")).then().statusCode(204);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> {
                        for (int i = 0; i < 3; i++) {
                            stream.awaitComment();
                        }
                    }))
                    .hasMessage("the stream has ended");
        }
    }

    @Test
    void refusesAPositionThatIsNone() {
        as("ada")
                .accept("text/event-stream")
                .header("Last-Event-ID", "abc")
                .get("/v1/events")
                .then()
                .statusCode(400)
                .body("field", equalTo("Last-Event-ID"));
        admin().accept("text/event-stream")
                .get("/v1/sparks/nobody/events")
                .then()
                .statusCode(404);
    }
}
