package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is killed, and wherever, while a spark is put to sleep, woken, stopped, extended, deleted or undeleted: it gets there,
 * once, and no slot is lost or given twice.
 */
@Order(110)
class LifecycleKillsST {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    /** What is asked for, and where it leads. */
    private enum Step {
        SLEEP("/sleep", "asleep"),
        WAKE("/wake", "running"),
        STOP("/stop", "stopped"),
        DELETE("", "trashed"),
        UNDELETE("/undelete", "asleep");

        private final String path;
        private final String leadsTo;

        Step(String path, String leadsTo) {
            this.path = path;
            this.leadsTo = leadsTo;
        }
    }

    private static final List<Step> LIFE = List.of(Step.SLEEP, Step.WAKE, Step.DELETE, Step.UNDELETE);

    static Stream<Arguments> points() {
        List<String> points =
                List.of("lifecycle.inbox.after-transaction", "lifecycle.scale.after", "lifecycle.relay.after-publish");
        return Stream.concat(
                Stream.of(Step.SLEEP, Step.WAKE)
                        .flatMap(step -> points.stream().map(point -> Arguments.of(step, point))),
                Stream.of(
                        Arguments.of(Step.STOP, "lifecycle.scale.after"),
                        Arguments.of(Step.DELETE, "lifecycle.scale.after"),
                        Arguments.of(Step.DELETE, "gateway.inbox.after-transaction"),
                        Arguments.of(Step.UNDELETE, "lifecycle.inbox.after-transaction"),
                        Arguments.of(Step.UNDELETE, "gateway.relay.after-publish")));
    }

    @AfterEach
    void standsAgain() {
        stack.awaitReady(PATIENCE);
        admin.deleteAll(PATIENCE);
        slotsAreTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "SLEEP, lifecycle.scale.after",
        "WAKE, lifecycle.inbox.after-transaction",
        "UNDELETE, gateway.relay.after-publish",
    })
    void survivesACrash(Step step, String failpoint) {
        crash(step, failpoint);
    }

    @ParameterizedTest
    @Tag("soak")
    @MethodSource("points")
    void survivesACrashAtAnyPoint(Step step, String failpoint) {
        crash(step, failpoint);
    }

    private void crash(Step step, String failpoint) {
        String id = running();
        if (step == Step.WAKE) {
            reach(id, Step.SLEEP);
        } else if (step == Step.UNDELETE) {
            reach(id, Step.DELETE);
        }

        Path armed = stack.arm(failpoint);
        Recovery.timed(stack, Recovery.partOf(failpoint), step + " at " + failpoint, () -> reach(id, step));

        await(failpoint + " was passed").atMost(PATIENCE).until(() -> !Files.exists(armed));
        stack.awaitReady(PATIENCE);
        isThereOnce(id, step);
        purge(id);
    }

    @Test
    void survivesTheLossOfTheGateway() {
        losePart("gateway");
    }

    @ParameterizedTest
    @Tag("soak")
    @ValueSource(strings = {"lifecycle", "kafka", "postgres"})
    void survivesTheLossOfAnyPart(String part) {
        losePart(part);
    }

    private void losePart(String part) {
        String id = running();
        for (Step step : LIFE) {
            ask(id, step);
            stack.kill(part);
            Recovery.timed(stack, part, part + " in a " + step, () -> admin.awaitState(id, step.leadsTo, PATIENCE));
            isThereOnce(id, step);
        }
        stack.kill(part);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(admin.post("/v1/sparks/" + id + "/extend", Map.of("ttl", "7d"))
                                .status())
                        .isEqualTo(200));
        purge(id);
    }

    @ParameterizedTest
    @Tag("soak")
    @ValueSource(strings = {"gateway.relay.after-publish", "lifecycle.inbox.after-transaction"})
    void isExtendedOnceThoughAServiceCrashes(String failpoint) {
        String id = running();
        Path armed = stack.arm(failpoint);
        // The answer may be lost with the gateway.
        Gateway.Answer extended = admin.postOnce("/v1/sparks/" + id + "/extend", Map.of("ttl", "7d"), PATIENCE);
        assertThat(extended.status()).isEqualTo(200);

        await(failpoint + " was passed").atMost(PATIENCE).until(() -> !Files.exists(armed));
        stack.awaitReady(PATIENCE);
        String until = extended.body().path("expires_at").asText();
        assertThat(admin.get("/v1/sparks/" + id).body().path("expires_at").asText())
                .isEqualTo(until);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(admin.eventsOf(id, "spark.extended.v1")).isEqualTo(1));
        purge(id);
    }

    @ParameterizedTest
    @Tag("soak")
    @ValueSource(strings = {"gateway", "lifecycle", "kafka", "postgres"})
    void expiresThoughAPartIsLost(String part) {
        String id = running();
        assertThat(admin.post("/v1/sparks/" + id + "/extend", Map.of("ttl", "1m"))
                        .status())
                .isEqualTo(200);
        Instant expires = Instant.parse(
                admin.get("/v1/sparks/" + id).body().path("expires_at").asText());
        await().atMost(PATIENCE)
                .until(() -> Duration.between(Instant.now(), expires).toMillis() < 1500);
        stack.kill(part);

        admin.awaitState(id, "trashed", PATIENCE);
        assertThat(Instant.now()).isAfter(expires);
        assertThat(admin.eventsOf(id, "spark.trash-requested.v1")).isEqualTo(1);
        purge(id);
    }

    private String running() {
        String id = admin.create("cat-" + NAMES.incrementAndGet()).path("id").asText();
        admin.awaitState(id, "running", PATIENCE);
        return id;
    }

    private void reach(String id, Step step) {
        ask(id, step);
        admin.awaitState(id, step.leadsTo, PATIENCE);
    }

    private void ask(String id, Step step) {
        String path = "/v1/sparks/" + id + step.path;
        await(step + " accepted").atMost(PATIENCE).ignoreExceptions().until(() -> {
            int status = (step == Step.DELETE ? admin.delete(path) : admin.post(path, Map.of())).status();
            // Asked for again after an answer that was lost, it is no longer in the trash.
            return status == 202 || step == Step.UNDELETE && status == 409;
        });
    }

    private void isThereOnce(String id, Step step) {
        int pods = step == Step.WAKE ? 1 : 0;
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            List<String> objects = stack.objectsOf(id);
            for (var kind : Map.of("Deployment", 1, "PersistentVolumeClaim", 1, "Secret", 1, "Service", 1, "Pod", pods)
                    .entrySet()) {
                assertThat(objects)
                        .filteredOn(object -> object.startsWith(kind.getKey() + "/"))
                        .hasSize(kind.getValue());
            }
        });
        assertThat(stack.databasesOf(id)).hasSize(2);
        assertThat(admin.get("/v1/quota").body().at("/running/used").asInt()).isEqualTo(pods);
    }

    /** What is counted is what is there. */
    private void slotsAreTrue() {
        assertThat(stack.query("""
                        select q.running_used || ' ' || q.total_used || ' ' || q.queued from gateway.quota q
                        where q.running_used <> (select count(*) from gateway.admission where slot = 'running')
                            or q.total_used <> (select count(*) from gateway.admission where counted)
                            or q.queued <> (select count(*) from gateway.admission where slot = 'queued')""")).isEmpty();
    }

    private void purge(String id) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> List.of(202, 404).contains(admin.purge(id).status()));
        admin.awaitGone(id, PATIENCE);
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(stack.objectsOf(id)).isEmpty();
            assertThat(stack.databasesOf(id)).isEmpty();
        });
    }
}
