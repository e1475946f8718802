package dev.spark.lifecycle.domain.agenda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.Activity;
import dev.spark.events.Activity.ConnectionsSeen;
import dev.spark.events.Activity.UsageMeasured;
import dev.spark.events.Activity.Verdict;
import dev.spark.events.Signal.Kind;
import dev.spark.events.Signal.Level;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkExpired;
import dev.spark.events.SparkEvent.SparkExpiring;
import dev.spark.events.SparkEvent.SparkFoundIdle;
import dev.spark.events.SparkEvent.SparkPurgeDue;
import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Time is simulated, in the steps in which a gateway and the metrics service would speak. */
class AgendaTest {

    private static final SparkId ID = new SparkId("s-7f3kq2m6ab");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(30);
    private static final Rules RULES = new Rules(
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            true,
            5000,
            Duration.ofMinutes(10),
            true,
            true,
            50,
            true,
            4096,
            true,
            Duration.ofSeconds(60),
            List.of(Duration.ofHours(2), Duration.ofHours(48), Duration.ofMinutes(30)),
            Duration.ofMinutes(1),
            Duration.ofHours(1));

    /** A spark, and what is heard of it as time passes. */
    private static final class World {

        private Agenda agenda;
        private Instant now = START;
        private final List<String> said = new ArrayList<>();
        private boolean speaks = true;
        private @Nullable Long cpu = 2L;
        private @Nullable Long network = 100L;
        private @Nullable Long statements = 0L;
        private int open;
        private int commands;
        private long bytesPerMinute;
        private long aliveEvery15Seconds;

        World(@Nullable Duration ttl) {
            agenda = Agenda.begin(requested(ttl), START, RULES, START);
        }

        static World running() {
            var world = new World(null);
            world.hear(new SparkEvent.SparkStarted(ID));
            return world;
        }

        void hear(SparkEvent event) {
            agenda = agenda.after(event, RULES, now).orElseThrow();
        }

        void hear(Activity activity) {
            agenda = agenda.after(activity, RULES, now);
        }

        World pass(Duration time) {
            Instant end = now.plus(time);
            while (now.isBefore(end)) {
                now = now.plus(STEP);
                long step = Duration.between(START, now).dividedBy(STEP);
                if (open > 0) {
                    hear(new ConnectionsSeen(
                            ID,
                            "one",
                            STEP,
                            open,
                            commands,
                            bytesPerMinute / 12 + (step % 3 == 0 ? aliveEvery15Seconds : 0)));
                }
                if (speaks && step % 3 == 0) {
                    hear(new UsageMeasured(ID, STEP.multipliedBy(3), cpu, 1L << 20, network, statements));
                }
                if (agenda.dueAt(RULES, now).filter(due -> !due.isAfter(now)).isPresent()) {
                    Agenda.Said next = agenda.due(RULES, now);
                    agenda = next.agenda();
                    next.events().forEach(event -> said.add(minutes() + " " + label(event)));
                }
            }
            return this;
        }

        World connect(int connections) {
            open = connections;
            hear(new ConnectionsSeen(ID, "one", Duration.ZERO, open, commands, 0));
            return this;
        }

        World disconnect() {
            open = 0;
            commands = 0;
            hear(new ConnectionsSeen(ID, "one", STEP, 0, 0, 0));
            return this;
        }

        long minutes() {
            return Duration.between(START, now).toMinutes();
        }

        Verdict verdict() {
            return agenda.assess(RULES, now).orElseThrow().verdict();
        }

        Map<Kind, Level> levels() {
            var levels = new LinkedHashMap<Kind, Level>();
            agenda.assess(RULES, now)
                    .orElseThrow()
                    .signals()
                    .forEach(signal -> levels.put(signal.kind(), signal.level()));
            return levels;
        }

        private static String label(SparkEvent event) {
            return switch (event) {
                case SparkFoundIdle idle -> "idle";
                case SparkExpiring expiring -> "expires in " + expiring.left();
                case SparkExpired expired -> "expired";
                case SparkPurgeDue due -> "to be purged";
                default -> event.getClass().getSimpleName();
            };
        }
    }

    /** What is done with a spark for four hours, by its label, and when it is first found idle. */
    @Test
    void findsIdleWhatNobodyUses() {
        var scenarios = new LinkedHashMap<String, BiConsumer<World, Duration>>();
        scenarios.put("nobody comes", World::pass);
        scenarios.put("a forgotten open session", (world, time) -> {
            world.connect(1);
            world.aliveEvery15Seconds = 150;
            world.pass(time);
        });
        scenarios.put("an SSH client that says every 5 s that it is alive", (world, time) -> {
            world.connect(1);
            world.bytesPerMinute = 1500;
            world.pass(time);
        });
        scenarios.put("an editor that was left open", (world, time) -> {
            world.connect(2);
            world.bytesPerMinute = 4500;
            world.pass(time);
        });
        scenarios.put("somebody types for an hour and leaves the session open", (world, time) -> {
            world.connect(1);
            world.bytesPerMinute = 6000;
            world.pass(Duration.ofHours(1));
            world.bytesPerMinute = 0;
            world.pass(time.minusHours(1));
        });
        scenarios.put("a connection of a minute after an hour of CPU", (world, time) -> {
            world.cpu = 900L;
            world.pass(Duration.ofHours(1));
            world.cpu = 2L;
            world.connect(1).pass(Duration.ofMinutes(1));
            world.disconnect().pass(time.minusMinutes(61));
        });
        scenarios.put("a three-hour build without a client", (world, time) -> {
            world.cpu = 900L;
            world.pass(Duration.ofHours(3));
            world.cpu = 2L;
            world.pass(Duration.ofHours(1));
        });
        scenarios.put("a stuck idle dev server", (world, time) -> {
            world.cpu = 8L;
            world.network = 600L;
            world.pass(time);
        });
        scenarios.put("a download without a client", (world, time) -> {
            world.network = 30_000_000L;
            world.pass(time);
        });
        scenarios.put("a long database statement", (world, time) -> {
            world.statements = 1L;
            world.pass(time);
        });
        scenarios.put("a command that somebody waits for", (world, time) -> {
            world.commands = 1;
            world.connect(1).pass(time);
        });
        scenarios.put("the kubelet out of reach", (world, time) -> {
            world.cpu = null;
            world.network = null;
            world.pass(time);
        });
        scenarios.put("a node that never measures its network", (world, time) -> {
            world.network = null;
            world.pass(time);
        });
        scenarios.put("a node that measures its network no more", (world, time) -> {
            world.pass(Duration.ofMinutes(1));
            world.network = null;
            world.pass(time.minusMinutes(1));
        });
        scenarios.put("nothing is measured at all", (world, time) -> {
            world.speaks = false;
            world.pass(time);
        });
        scenarios.put("nothing was measured for an hour", (world, time) -> {
            world.pass(Duration.ofMinutes(10));
            world.speaks = false;
            world.pass(Duration.ofHours(1));
            world.speaks = true;
            world.pass(time.minusMinutes(70));
        });
        scenarios.put("held for two hours", (world, time) -> {
            world.hear(new SparkEvent.SparkHeld(ID, "build", START.plus(Duration.ofHours(2)), "why", "ada"));
            world.pass(time);
        });
        scenarios.put("held for two hours, released after one", (world, time) -> {
            world.hear(new SparkEvent.SparkHeld(ID, "build", START.plus(Duration.ofHours(2)), "why", "ada"));
            world.pass(Duration.ofHours(1));
            world.hear(new SparkEvent.SparkHoldReleased(ID, "build", "ada"));
            world.pass(time.minusHours(1));
        });
        scenarios.put("its owner gives it two hours", (world, time) -> {
            world.pass(Duration.ofMinutes(20));
            world.hear(new SparkEvent.SparkConfigured(ID, null, Duration.ofHours(2), null, "ada"));
            world.pass(time.minusMinutes(20));
        });
        scenarios.put("it is put to sleep by its owner", (world, time) -> {
            world.hear(new SparkEvent.SparkSleepRequested(ID, null, null, "ada"));
            world.pass(time);
        });

        var found = new StringBuilder();
        scenarios.forEach((label, scenario) -> {
            var world = World.running();
            scenario.accept(world, Duration.ofHours(4));
            found.append(label)
                    .append(": ")
                    .append(world.said.isEmpty() ? "stays awake" : world.said.getFirst())
                    .append('\n');
        });

        assertThat(found.toString()).isEqualTo("""
                nobody comes: 30 idle
                a forgotten open session: 40 idle
                an SSH client that says every 5 s that it is alive: 40 idle
                an editor that was left open: 40 idle
                somebody types for an hour and leaves the session open: 100 idle
                a connection of a minute after an hour of CPU: 91 idle
                a three-hour build without a client: 210 idle
                a stuck idle dev server: 30 idle
                a download without a client: stays awake
                a long database statement: stays awake
                a command that somebody waits for: stays awake
                the kubelet out of reach: stays awake
                a node that never measures its network: 30 idle
                a node that measures its network no more: stays awake
                nothing is measured at all: stays awake
                nothing was measured for an hour: 100 idle
                held for two hours: 120 idle
                held for two hours, released after one: 60 idle
                its owner gives it two hours: 120 idle
                it is put to sleep by its owner: stays awake
                """);
    }

    @Test
    void saysWhatItGoesBy() {
        World world = World.running();
        assertThat(world.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(world.levels())
                .containsExactlyEntriesOf(Map.of(Kind.CONNECTIONS, Level.QUIET).entrySet().stream()
                        .collect(
                                LinkedHashMap::new,
                                (map, entry) -> {
                                    map.put(Kind.CONNECTIONS, Level.QUIET);
                                    map.put(Kind.EXEC, Level.QUIET);
                                    map.put(Kind.CPU, Level.UNKNOWN);
                                    map.put(Kind.NETWORK, Level.UNKNOWN);
                                    map.put(Kind.DATABASE, Level.UNKNOWN);
                                },
                                Map::putAll));

        world.pass(Duration.ofMinutes(5));
        assertThat(world.verdict()).isEqualTo(Verdict.IDLE);
        assertThat(world.levels().values()).containsOnly(Level.QUIET);

        world.cpu = null;
        world.pass(Duration.ofMinutes(1));
        assertThat(world.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(world.levels()).containsEntry(Kind.CPU, Level.UNKNOWN).containsEntry(Kind.NETWORK, Level.QUIET);
        assertThat(world.agenda.assess(RULES, world.now).orElseThrow().sleepsAt())
                .isNull();

        // What was not known counts as used until it is known again.
        world.cpu = 2L;
        world.pass(Duration.ofSeconds(15));
        assertThat(world.verdict()).isEqualTo(Verdict.IDLE);
        assertThat(world.agenda.assess(RULES, world.now).orElseThrow().sleepsAt())
                .isAfter(world.now.plus(IDLE_TIMEOUT).minusSeconds(20));

        world.connect(2);
        assertThat(world.verdict()).isEqualTo(Verdict.ACTIVE);
        world.pass(Duration.ofMinutes(11));
        assertThat(world.verdict()).isEqualTo(Verdict.IDLE); // they are silent
        world.disconnect();
        // One of which nothing is heard any more has gone.
        world.connect(1);
        world.open = 0;
        world.pass(Duration.ofMinutes(2));
        assertThat(world.verdict()).isEqualTo(Verdict.IDLE);
    }

    @Test
    void tellsAgainWhatNothingCameOfAndNotWhatIsOver() {
        World world = World.running().pass(Duration.ofMinutes(33));
        assertThat(world.said).containsExactly("30 idle", "31 idle", "33 idle");

        world.hear(new SparkEvent.SparkSleepRequested(ID, null, null, "spark"));
        world.pass(Duration.ofHours(3));
        assertThat(world.said).hasSize(3);
        assertThat(world.agenda.dueAt(RULES, world.now)).isEmpty();

        // Awake again it begins anew.
        world.hear(new SparkEvent.SparkStarted(ID));
        world.pass(Duration.ofMinutes(29));
        assertThat(world.said).hasSize(3);
        world.pass(Duration.ofSeconds(90));
        assertThat(world.said).hasSize(4);
    }

    @Test
    void tellsAnAssessmentWhenItChangesAndNowAndThen() {
        World world = World.running();
        assertThat(world.agenda.news(RULES, world.now)).isPresent();
        world.agenda = world.agenda.told(world.agenda.assess(RULES, world.now).orElseThrow(), world.now);
        assertThat(world.agenda.news(RULES, world.now.plusSeconds(59))).isEmpty();
        assertThat(world.agenda.news(RULES, world.now.plusSeconds(60))).isPresent();
        world.pass(Duration.ofSeconds(15));
        assertThat(world.agenda.news(RULES, world.now)).isPresent();
        world.hear(new SparkEvent.SparkStopped(ID));
        assertThat(world.agenda.news(RULES, world.now)).isEmpty();
    }

    @Test
    void warnsBeforeItExpires() {
        var world = new World(Duration.ofHours(50));
        world.pass(Duration.ofHours(50)).pass(Duration.ofMinutes(4));
        assertThat(world.said)
                .containsExactly(
                        "120 expires in PT48H",
                        "2880 expires in PT2H",
                        "2970 expires in PT30M",
                        "3000 expired",
                        "3001 expired",
                        "3003 expired");
    }

    @Test
    void warnsLessOfShortLives() {
        assertThat(new World(Duration.ofHours(1)).pass(Duration.ofMinutes(60)).said)
                .containsExactly("30 expires in PT30M", "60 expired");
        assertThat(new World(Duration.ofMinutes(30)).pass(Duration.ofMinutes(30)).said)
                .containsExactly("30 expired");
        assertThat(new World(null).pass(Duration.ofHours(60)).said).isEmpty();
    }

    @Test
    void warnsOnceWhereSeveralWarningsWereMissed() {
        var world = new World(Duration.ofHours(50));
        world.now = START.plus(Duration.ofHours(49));
        world.pass(Duration.ofSeconds(10));
        assertThat(world.said).containsExactly("2940 expires in PT2H");
    }

    @Test
    void livesLongerWhenExtended() {
        var world = new World(Duration.ofHours(1)).pass(Duration.ofMinutes(40));
        world.hear(new SparkEvent.SparkExtended(ID, world.now.plus(Duration.ofHours(1)), "ada"));
        world.pass(Duration.ofMinutes(60));
        assertThat(world.said).containsExactly("30 expires in PT30M", "70 expires in PT30M", "100 expired");

        world.hear(new SparkEvent.SparkExtended(ID, null, "ada"));
        world.pass(Duration.ofHours(5));
        assertThat(world.said).hasSize(3);
    }

    @Test
    void isKeptInTheTrashUntilItIsDue() {
        var world = new World(Duration.ofHours(1)).pass(Duration.ofMinutes(10));
        world.hear(new SparkEvent.SparkTrashRequested(ID, SparkEvent.TrashCause.REQUEST, "ada"));
        world.hear(new SparkEvent.SparkTrashed(ID, world.now.plus(Duration.ofHours(2))));
        world.pass(Duration.ofMinutes(119));
        assertThat(world.said).isEmpty(); // what is in the trash does not expire
        world.pass(Duration.ofMinutes(1));
        assertThat(world.said).containsExactly("130 to be purged");

        world.hear(new SparkEvent.SparkUndeleted(ID, world.now.plus(Duration.ofHours(1)), "ada"));
        world.pass(Duration.ofMinutes(60));
        assertThat(world.said).containsExactly("130 to be purged", "160 expires in PT30M", "190 expired");
    }

    @Test
    void isNotKeptForTheTrashThatItWasTakenOutOfOnItsWay() {
        var world = new World(Duration.ofHours(1)).pass(Duration.ofMinutes(10));
        world.hear(new SparkEvent.SparkTrashRequested(ID, SparkEvent.TrashCause.REQUEST, "ada"));
        world.hear(new SparkEvent.SparkUndeleted(ID, START.plus(Duration.ofHours(1)), "ada"));
        world.hear(new SparkEvent.SparkTrashed(ID, world.now.plus(Duration.ofMinutes(20)))); // told late
        world.hear(new SparkEvent.SparkAsleep(ID, "it came out of the trash"));
        world.pass(Duration.ofMinutes(50));
        assertThat(world.said).containsExactly("30 expires in PT30M", "60 expired");
    }

    @Test
    void endsWithTheSpark() {
        Agenda agenda = new World(Duration.ofHours(1)).agenda;
        assertThat(agenda.after(new SparkEvent.SparkDeletionRequested(ID, "ada"), RULES, START))
                .isEmpty();
        assertThat(agenda.after(new SparkEvent.SparkPurged(ID), RULES, START)).isEmpty();
    }

    @Test
    void countsNothingOfOneThatDoesNotRun() {
        Agenda agenda = new World(null).agenda;
        assertThat(agenda.after(new ConnectionsSeen(ID, "one", STEP, 1, 0, 9999), RULES, START))
                .isEqualTo(agenda);
        assertThat(agenda.assess(RULES, START)).isEqualTo(Optional.empty());
    }

    private static SparkEvent.SparkRequested requested(@Nullable Duration ttl) {
        var spec = new SparkSpec(
                "demo",
                "ada",
                null,
                null,
                null,
                new SparkSpec.Size("1", "1Gi", "1Gi"),
                List.of(),
                Map.of(),
                ttl,
                IDLE_TIMEOUT,
                SparkSpec.WakePolicy.ANY,
                List.of());
        return new SparkEvent.SparkRequested(ID, spec, List.of(), "ada");
    }
}
