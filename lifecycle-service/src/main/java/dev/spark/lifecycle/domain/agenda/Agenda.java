package dev.spark.lifecycle.domain.agenda;

import dev.spark.events.Activity;
import dev.spark.events.Activity.ActivityAssessed;
import dev.spark.events.Activity.ConnectionsSeen;
import dev.spark.events.Activity.UsageMeasured;
import dev.spark.events.Activity.Verdict;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkFoundIdle;
import dev.spark.events.SparkId;
import dev.spark.lifecycle.domain.agenda.Use.Assessment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is due about a spark, and what that depends on.
 *
 * @param idleTimeout how long it may be unused before it is found idle
 * @param use of one that runs; absent for any other
 * @param holds until when each keeps it awake, by name
 * @param idle what was told of its being idle, this time that it runs; nothing, if absent
 * @param assessed what was told last of who uses it
 * @param assessedAt when that was
 */
public record Agenda(
        SparkId spark,
        Duration idleTimeout,
        @Nullable Use use,
        Map<String, Instant> holds,
        Life life,
        @Nullable Told idle,
        @Nullable Assessment assessed,
        @Nullable Instant assessedAt) {

    /** What is said, and the agenda after that. */
    public record Said(Agenda agenda, List<SparkEvent> events) {}

    public Agenda {
        holds = Map.copyOf(holds);
    }

    /** Of a spark that is asked for. */
    public static Agenda begin(SparkEvent.SparkRequested requested, Instant at, Rules rules, Instant now) {
        Duration ttl = requested.spec().ttl();
        return new Agenda(
                requested.sparkId(),
                requested.spec().idleTimeout(),
                null,
                Map.of(),
                Life.until(ttl == null ? null : at.plus(ttl), rules, now),
                null,
                null,
                null);
    }

    /** What an event does to an agenda; null where nothing can be due any more. */
    @FunctionalInterface
    private interface Effect {
        @Nullable
        Agenda on(Agenda agenda, Rules rules, Instant now);
    }

    /** Whether there is anything in the event for an agenda: most only tell how something else goes on. */
    public static boolean concerns(SparkEvent event) {
        return event instanceof SparkEvent.SparkRequested || effectOf(event).isPresent();
    }

    /** After an event; empty where there is nothing any more that could be due. */
    public Optional<Agenda> after(SparkEvent event, Rules rules, Instant now) {
        Optional<Effect> effect = effectOf(event);
        return effect.isEmpty()
                ? Optional.of(this)
                : Optional.ofNullable(effect.get().on(this, rules, now));
    }

    private static Optional<Effect> effectOf(SparkEvent event) {
        Effect rests = (agenda, rules, now) -> agenda.withUse(null);
        Effect ends = (agenda, rules, now) -> null;
        return switch (event) {
            case SparkEvent.SparkConfigured configured ->
                Optional.ofNullable(configured.idleTimeout())
                        .map(timeout -> (agenda, rules, now) -> agenda.withIdleTimeout(timeout));
            case SparkEvent.SparkExtended extended ->
                Optional.of((agenda, rules, now) -> agenda.withLife(Life.until(extended.expiresAt(), rules, now)));
            case SparkEvent.SparkHeld held ->
                Optional.of((agenda, rules, now) -> agenda.withHold(held.name(), held.until(), now));
            case SparkEvent.SparkHoldReleased released ->
                Optional.of((agenda, rules, now) -> agenda.withHold(released.name(), null, now));
            case SparkEvent.SparkStarted started ->
                Optional.of((agenda, rules, now) -> agenda.use == null ? agenda.withUse(Use.from(now)) : agenda);
            case SparkEvent.SparkTrashed trashed ->
                Optional.of(
                        (agenda, rules, now) -> agenda.withUse(null).withLife(agenda.life.trashed(trashed.purgeAt())));
            case SparkEvent.SparkUndeleted undeleted ->
                Optional.of((agenda, rules, now) -> agenda.withLife(Life.until(undeleted.expiresAt(), rules, now)));
            case SparkEvent.SparkDeletionRequested removed -> Optional.of(ends);
            case SparkEvent.SparkPurged removed -> Optional.of(ends);
            case SparkEvent.SparkInterrupted interrupted -> Optional.of(rests);
            case SparkEvent.SparkFailed failed -> Optional.of(rests);
            case SparkEvent.SparkSleepRequested sleep -> Optional.of(rests);
            // Undeleted on its way to the trash, it may be told to be there after that: our own answers keep their
            // order.
            case SparkEvent.SparkAsleep asleep ->
                Optional.of((agenda, rules, now) -> agenda.withUse(null).withLife(agenda.life.notTrashed()));
            case SparkEvent.SparkStopRequested stop -> Optional.of(rests);
            case SparkEvent.SparkStopped stopped -> Optional.of(rests);
            case SparkEvent.SparkTrashRequested trash -> Optional.of(rests);
            case SparkEvent.SparkRequested begins -> Optional.empty();
            case SparkEvent.SparkQueued none -> Optional.empty();
            case SparkEvent.SparkAdmitted none -> Optional.empty();
            case SparkEvent.SparkStepReached none -> Optional.empty();
            case SparkEvent.SparkProvisioned none -> Optional.empty();
            case SparkEvent.SparkRepaired none -> Optional.empty();
            case SparkEvent.SparkRetried none -> Optional.empty();
            case SparkEvent.SparkImageChanged none -> Optional.empty();
            // What used it ends. It is idle from its next start on.
            case SparkEvent.SparkRootResetRequested none -> Optional.empty();
            case SparkEvent.SparkKeysAuthorized none -> Optional.empty();
            case SparkEvent.SparkWakeRequested none -> Optional.empty();
            case SparkEvent.SparkFoundIdle none -> Optional.empty();
            case SparkEvent.SparkExpiring none -> Optional.empty();
            case SparkEvent.SparkExpired none -> Optional.empty();
            case SparkEvent.SparkPurgeDue none -> Optional.empty();
        };
    }

    /** After something was measured. Of one that does not run nothing counts. */
    public Agenda after(Activity activity, Rules rules, Instant now) {
        if (use == null) {
            return this;
        }
        return switch (activity) {
            case UsageMeasured usage -> measured(use.with(usage, rules, now));
            case ConnectionsSeen seen -> measured(use.with(seen, rules, now));
            case ActivityAssessed ours -> this;
        };
    }

    /** What its use comes to; empty for one that does not run. */
    public Optional<Assessment> assess(Rules rules, Instant now) {
        return Optional.ofNullable(use)
                .map(known -> known.assess(
                        idleTimeout, holds.values().stream().anyMatch(until -> until.isAfter(now)), rules, now));
    }

    /** What is to be told of its use: something new, or what was told some time ago. */
    public Optional<Assessment> news(Rules rules, Instant now) {
        return assess(rules, now)
                .filter(assessment -> assessed == null
                        || assessedAt == null
                        || !assessment.isLike(assessed)
                        || !assessedAt.plus(rules.assessEvery()).isAfter(now));
    }

    public Agenda told(Assessment assessment, Instant now) {
        return new Agenda(spark, idleTimeout, use, holds, life, idle, assessment, now);
    }

    /** When something may be due next; never, if empty. */
    public Optional<Instant> dueAt(Rules rules, Instant now) {
        return Stream.concat(idleDueAt(rules, now).stream(), life.dueAt(rules).stream())
                .min(Instant::compareTo);
    }

    private Optional<Instant> idleDueAt(Rules rules, Instant now) {
        return assess(rules, now).map(assessment -> switch (assessment.verdict()) {
            case IDLE -> {
                Instant sleepsAt = assessment.activeAt().plus(idleTimeout);
                Instant again = idle == null ? sleepsAt : idle.again(rules);
                yield again.isAfter(sleepsAt) ? again : sleepsAt;
            }
            case HELD ->
                holds.values().stream()
                        .filter(until -> until.isAfter(now))
                        .min(Instant::compareTo)
                        .orElse(now);
            // Sooner it cannot have been unused for long enough.
            case ACTIVE, UNKNOWN -> now.plus(idleTimeout);
        });
    }

    /** What is to be said now. */
    public Said due(Rules rules, Instant now) {
        var events = new ArrayList<SparkEvent>();
        Agenda after = this;
        Optional<Assessment> assessment = assess(rules, now)
                .filter(known -> known.verdict() == Verdict.IDLE)
                .filter(known -> !known.activeAt().plus(idleTimeout).isAfter(now))
                .filter(known -> idle == null || !idle.again(rules).isAfter(now));
        if (assessment.isPresent()) {
            events.add(new SparkFoundIdle(
                    spark,
                    assessment.get().activeAt(),
                    idleTimeout,
                    assessment.get().signals()));
            after = new Agenda(spark, idleTimeout, use, holds, life, Told.after(idle, now), assessed, assessedAt);
        }
        Optional<SparkEvent> end = life.due(spark, rules, now);
        if (end.isPresent()) {
            events.add(end.get());
            after = after.withLife(life.told(end.get(), now));
        }
        return new Said(after, List.copyOf(events));
    }

    private Agenda withIdleTimeout(Duration next) {
        return new Agenda(spark, next, use, holds, life, null, assessed, assessedAt);
    }

    private Agenda withLife(Life next) {
        return new Agenda(spark, idleTimeout, use, holds, next, idle, assessed, assessedAt);
    }

    /** It begins or ceases to run: what was known of its use holds no more. */
    private Agenda withUse(@Nullable Use next) {
        return new Agenda(spark, idleTimeout, next, holds, life, null, null, null);
    }

    private Agenda measured(Use next) {
        return new Agenda(spark, idleTimeout, next, holds, life, idle, assessed, assessedAt);
    }

    private Agenda withHold(String name, @Nullable Instant until, Instant now) {
        var next = new HashMap<String, Instant>();
        holds.forEach((other, end) -> {
            if (end.isAfter(now)) {
                next.put(other, end);
            }
        });
        next.remove(name);
        if (until != null) {
            next.put(name, until);
        }
        return new Agenda(spark, idleTimeout, use, next, life, idle, assessed, assessedAt);
    }
}
