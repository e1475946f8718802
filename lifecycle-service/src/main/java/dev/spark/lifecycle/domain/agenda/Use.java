package dev.spark.lifecycle.domain.agenda;

import dev.spark.events.Activity.ConnectionsSeen;
import dev.spark.events.Activity.UsageMeasured;
import dev.spark.events.Activity.Verdict;
import dev.spark.events.Signal;
import dev.spark.events.Signal.Kind;
import dev.spark.events.Signal.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of who uses a spark that runs. What is heard counts from when it is heard, by one clock: those of the
 * senders may be wrong.
 *
 * @param since when it began to run
 * @param readings by what was measured
 * @param doors by replica of the gateway
 * @param connectedAt until when connections were used that are closed
 * @param commandAt when a command that somebody waited for last ran
 */
public record Use(
        Instant since,
        Map<Kind, Reading> readings,
        Map<String, Door> doors,
        @Nullable Instant connectedAt,
        @Nullable Instant commandAt) {

    private static final Signal WITHOUT_NETWORK = new Signal(
            Kind.NETWORK,
            Level.QUIET,
            null,
            "its node has never measured it, and measures its CPU: it is judged without");

    /** What it all comes to. {@code sleepsAt} is absent where something keeps it awake. */
    public record Assessment(
            Verdict verdict,
            List<Signal> signals,
            Instant activeAt,
            @Nullable Instant sleepsAt) {

        /** Whether another one says the same, but for times and words. */
        boolean isLike(Assessment other) {
            return verdict == other.verdict && levels().equals(other.levels());
        }

        private List<Level> levels() {
            return signals.stream().map(Signal::level).toList();
        }
    }

    public Use {
        readings = Map.copyOf(readings);
        doors = Map.copyOf(doors);
    }

    static Use from(Instant now) {
        return new Use(now, Map.of(), Map.of(), null, null);
    }

    Use with(UsageMeasured usage, Rules rules, Instant now) {
        var next = new HashMap<>(readings);
        Long cpu = usage.cpuMillis();
        next.put(
                Kind.CPU,
                reading(
                        Kind.CPU,
                        cpu,
                        cpu != null && cpu >= rules.cpuMillis(),
                        "%s of a core; from %s on it counts".formatted(percent(cpu), percent(rules.cpuMillis())),
                        rules,
                        now));
        Long bytes = usage.networkBytes();
        long perSecond = bytes == null ? 0 : bytes / Math.max(1, usage.over().toSeconds());
        next.put(
                Kind.NETWORK,
                reading(
                        Kind.NETWORK,
                        bytes,
                        perSecond >= rules.networkBytes(),
                        "%d bytes a second; from %d on it counts".formatted(perSecond, rules.networkBytes()),
                        rules,
                        now));
        Long statements = usage.statements();
        next.put(
                Kind.DATABASE,
                reading(
                        Kind.DATABASE,
                        statements,
                        statements != null && statements > 0,
                        statements == null || statements == 0
                                ? "no statement runs"
                                : statements + " statements run or ran",
                        rules,
                        now));
        return new Use(since, next, doors, connectedAt, commandAt);
    }

    /** After a time of which nothing is known, it counts as used until now. */
    private Reading reading(Kind kind, @Nullable Long value, boolean active, String detail, Rules rules, Instant now) {
        Reading before = readings.get(kind);
        if (value == null) {
            return new Reading(
                    now,
                    false,
                    before != null && before.ever(),
                    false,
                    before == null ? null : before.activeAt(),
                    "it could not be measured");
        }
        boolean gap = before != null && !before.isFresh(rules, now);
        Instant activeAt = active || gap ? now : before == null ? null : before.activeAt();
        return new Reading(now, true, true, active, activeAt, detail);
    }

    Use with(ConnectionsSeen seen, Rules rules, Instant now) {
        Door before = doors.get(seen.gateway());
        Door after = before == null ? Door.opened(seen, now) : before.with(seen, rules, now);
        var next = new HashMap<>(doors);
        Instant connected = connectedAt;
        if (after.open() > 0) {
            next.put(seen.gateway(), after);
        } else {
            next.remove(seen.gateway());
            Instant until = before == null ? now : earlier(now, after.bytesAt().plus(rules.silentSession()));
            connected = connectedAt == null || connectedAt.isBefore(until) ? until : connectedAt;
        }
        boolean command = seen.commands() > 0 || before != null && before.commands() > 0;
        return new Use(since, readings, next, connected, command ? now : commandAt);
    }

    Assessment assess(Duration idleTimeout, boolean held, Rules rules, Instant now) {
        List<Signal> signals = signals(rules, now);
        boolean unknown = signals.stream().anyMatch(signal -> signal.level() == Level.UNKNOWN);
        boolean active = signals.stream().anyMatch(signal -> signal.level() == Level.ACTIVE);
        Instant activeAt = unknown
                ? now
                : signals.stream()
                        .flatMap(signal -> Stream.ofNullable(signal.activeAt()))
                        .reduce(since, (one, other) -> one.isAfter(other) ? one : other);
        Verdict verdict = held ? Verdict.HELD : active ? Verdict.ACTIVE : unknown ? Verdict.UNKNOWN : Verdict.IDLE;
        return new Assessment(verdict, signals, activeAt, verdict == Verdict.IDLE ? activeAt.plus(idleTimeout) : null);
    }

    private List<Signal> signals(Rules rules, Instant now) {
        var signals = new ArrayList<Signal>();
        List<Door> there =
                doors.values().stream().filter(door -> door.isThere(rules, now)).toList();
        if (rules.connections()) {
            signals.add(connections(there, rules, now));
        }
        if (rules.exec()) {
            int commands = there.stream().mapToInt(Door::commands).sum();
            signals.add(new Signal(
                    Kind.EXEC,
                    commands > 0 ? Level.ACTIVE : Level.QUIET,
                    commands > 0 ? now : commandAt,
                    commands == 0 ? "no command runs" : commands + " commands run"));
        }
        if (rules.cpu()) {
            signals.add(measured(Kind.CPU, rules, now));
        }
        if (rules.network()) {
            signals.add(isDoneWithout(Kind.NETWORK, rules, now) ? WITHOUT_NETWORK : measured(Kind.NETWORK, rules, now));
        }
        if (rules.database()) {
            signals.add(measured(Kind.DATABASE, rules, now));
        }
        return List.copyOf(signals);
    }

    private Signal connections(List<Door> there, Rules rules, Instant now) {
        int open = there.stream().mapToInt(Door::open).sum();
        boolean active = there.stream().anyMatch(door -> door.countsUntil(rules).isAfter(now));
        // Of a replica that has gone what it said last still holds.
        Instant activeAt = doors.values().stream()
                .map(door -> earlier(door.isThere(rules, now) ? now : door.heardAt(), door.countsUntil(rules)))
                .reduce(connectedAt, (one, other) -> one == null || one.isBefore(other) ? other : one);
        return new Signal(
                Kind.CONNECTIONS,
                active ? Level.ACTIVE : Level.QUIET,
                activeAt,
                open == 0
                        ? "none is open"
                        : open + " open; from " + rules.connectionBytes()
                                + " bytes a minute on they count, with less, as from a client that only says that it is there, for "
                                + rules.silentSession().toMinutes() + " min more");
    }

    /** It has never been measured, and is not going to be: the node measures another thing of the same pod. */
    private boolean isDoneWithout(Kind kind, Rules rules, Instant now) {
        Reading reading = readings.get(kind);
        Reading cpu = readings.get(Kind.CPU);
        return reading != null
                && !reading.ever()
                && cpu != null
                && cpu.isFresh(rules, now)
                && !since.plus(rules.doneWithoutAfter()).isAfter(now);
    }

    private Signal measured(Kind kind, Rules rules, Instant now) {
        Reading reading = readings.get(kind);
        if (reading == null) {
            return new Signal(kind, Level.UNKNOWN, null, "it has not been measured yet");
        }
        if (!reading.isFresh(rules, now)) {
            return new Signal(
                    kind,
                    Level.UNKNOWN,
                    reading.activeAt(),
                    reading.known() ? "nothing has been heard since " + reading.heardAt() : reading.detail());
        }
        return new Signal(kind, reading.active() ? Level.ACTIVE : Level.QUIET, reading.activeAt(), reading.detail());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static String percent(@Nullable Long millis) {
        return millis == null ? "?" : String.format(Locale.ROOT, "%.1f %%", millis / 10.0);
    }
}
