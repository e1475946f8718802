package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * People use sparks at random while every process of the stack and of the cluster is killed at random: nothing that was acknowledged
 * is lost, nothing gets stuck, nothing is left over. How long, and with which seeds, {@code .ci/soak} says.
 */
@Order(520)
@Tag("soak")
class ChaosST {

    private static final int PEOPLE = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final List<String> VICTIMS = List.of(
            "gateway",
            "provisioner",
            "lifecycle",
            "metrics",
            "kafka",
            "postgres",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kube-proxy",
            "etcd",
            "containerd",
            "kubelet");

    /** Who is slow to come back from the trash, because everything is being killed, is to find it there. */
    private static final Map<String, String> SETTINGS = Map.of("SPARK_LIFECYCLE_TRASH_KEPT", "2h");

    private final Stack stack = Stack.running().with(SETTINGS);
    private final Gateway admin = stack.admin();
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger purged = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();

    @BeforeAll
    static void upWithItsSettings() {
        Stack.running().spark("down").succeeded();
        Stack.running().with(SETTINGS).up();
    }

    @AfterAll
    static void upAsBefore() {
        Stack.running().spark("down").succeeded();
        Stack.running().up();
    }

    static Stream<Long> seeds() {
        return Stream.of(System.getProperty("spark.soak.seeds", "1").split(",")).map(Long::valueOf);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void losesNothingAndGetsStuckNowhere(long seed) throws Exception {
        Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("spark.soak.minutes", 30)));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> killer = threads.submit(() -> killUntil(end, new Random(seed)));
            List<Callable<Void>> people = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                var person = new Person("p" + seed + i, new Random(seed * 31 + i));
                people.add(() -> person.workUntil(end));
            }
            for (Future<Void> each : threads.invokeAll(people)) {
                each.get();
            }
            killer.get();
        }
        stack.awaitReady(PATIENCE);
        admin.deleteAll(PATIENCE);
        await("nothing is left over").atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(stack.databasesOf("s-")).isEmpty();
            assertThat(stack.cluster()
                            .persistentVolumeClaims()
                            .inNamespace(Stack.NAMESPACE)
                            .list()
                            .getItems())
                    .isEmpty();
            assertThat(stack.cluster()
                            .pods()
                            .inNamespace(Stack.NAMESPACE)
                            .list()
                            .getItems())
                    .isEmpty();
            assertThat(admin.get("/v1/quota").body().at("/total/used").asInt()).isZero();
        });
        System.out.printf(
                Locale.ROOT,
                "soak: seed %d, %d kills, %d sparks created, %d purged, %d steps acknowledged in file and database, none lost%n",
                seed,
                kills.get(),
                created.get(),
                purged.get(),
                acknowledged.get());
    }

    private void killUntil(Instant end, Random random) {
        while (Instant.now().isBefore(end)) {
            pause(Duration.ofMillis(4000 + random.nextInt(16_000)));
            String victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
            try {
                stack.kill(victim);
                kills.incrementAndGet();
                System.out.printf("soak kill: %s at %s%n", victim, Instant.now());
            } catch (AssertionError | RuntimeException e) {
                // It does not run at the moment: killed before, and not up again yet.
                System.out.printf("soak kill: %s did not run at %s%n", victim, Instant.now());
            }
        }
    }

    private static void pause(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    /** Somebody with one spark at a time, who counts in a file and in its database, and remembers what was acknowledged. */
    private final class Person {

        private final String name;
        private final Random random;
        private int generation;
        private int step;
        private String id = "";
        private final TreeSet<Integer> kept = new TreeSet<>();

        Person(String name, Random random) {
            this.name = name;
            this.random = random;
        }

        Void workUntil(Instant end) {
            while (Instant.now().isBefore(end)) {
                begin();
                int turns = 3 + random.nextInt(8);
                for (int i = 0; i < turns && Instant.now().isBefore(end); i++) {
                    switch (random.nextInt(6)) {
                        case 0 -> to("sleep", "asleep");
                        case 1 -> to("stop", "stopped");
                        case 2 -> trashAndBack();
                        default -> {
                            to("wake", "running");
                            count();
                        }
                    }
                }
                verify();
                remove();
            }
            return null;
        }

        private void begin() {
            generation++;
            kept.clear();
            var body = Map.of(
                    "name",
                    name + "-" + generation,
                    "size",
                    Map.of("cpu", "250m", "memory", "256Mi", "storage", "1Gi"));
            id = admin.postOnce("/v1/sparks", body, PATIENCE).body().path("id").asText();
            assertThat(id).isNotEmpty();
            created.incrementAndGet();
            admin.awaitState(id, "running", PATIENCE);
            await("a table of " + id)
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> run("psql \"$DATABASE_URL\" -qc 'create table if not exists step (n int)'"));
        }

        /** One step in both places. It counts as acknowledged once the command has answered; else it may be there, and may not. */
        private void count() {
            int n = ++step;
            try {
                if (run("echo " + n
                        + " >> ~/steps && sync ~/steps && psql \"$DATABASE_URL\" -qc 'insert into step values (" + n
                        + ")'")) {
                    kept.add(n);
                    acknowledged.incrementAndGet();
                }
            } catch (RuntimeException e) {
                // The connection broke: not acknowledged.
            }
        }

        private boolean run(String script) {
            JsonNode result = exec(script);
            return result.path("exit_code").asInt(-1) == 0;
        }

        private JsonNode exec(String script) {
            return admin.post("/v1/sparks/" + id + "/exec", Map.of("command", List.of("sh", "-c", script)))
                    .body();
        }

        private void to(String what, String state) {
            await(id + " accepts " + what)
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.post("/v1/sparks/" + id + "/" + what, Map.of())
                                    .status()
                            == 202);
            admin.awaitState(id, state, PATIENCE);
        }

        private void trashAndBack() {
            await(id + " may go to the trash")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.delete("/v1/sparks/" + id).status() == 202);
            admin.awaitState(id, "trashed", PATIENCE);
            await(id + " comes back").atMost(PATIENCE).ignoreExceptions().until(() -> {
                int status =
                        admin.post("/v1/sparks/" + id + "/undelete", Map.of()).status();
                // Asked again after an answer that was lost, it is no longer in the trash.
                return status == 202 || status == 409;
            });
            admin.awaitState(id, "asleep", PATIENCE);
        }

        private void verify() {
            to("wake", "running");
            await("what " + id + " keeps").atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                assertThat(numbers("touch ~/steps; cat ~/steps"))
                        .as("in the file")
                        .containsAll(kept);
                assertThat(numbers("psql \"$DATABASE_URL\" -Atc 'select n from step'"))
                        .as("in the database")
                        .containsAll(kept);
            });
        }

        private List<Integer> numbers(String script) {
            JsonNode result = exec(script);
            assertThat(result.path("exit_code").asInt(-1)).isZero();
            return result.path("stdout").asText().lines().map(Integer::valueOf).toList();
        }

        private void remove() {
            await(id + " may be purged")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> List.of(202, 404).contains(admin.purge(id).status()));
            admin.awaitGone(id, PATIENCE);
            await("nothing is left of " + id)
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        assertThat(stack.objectsOf(id)).isEmpty();
                        assertThat(stack.databasesOf(id)).isEmpty();
                    });
            purged.incrementAndGet();
        }
    }
}
