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

    /** After an event; empty where there is nothing any more that could be due. */
    public Optional<Agenda> after(SparkEvent event, Rules rules, Instant now) {
        return switch (event) {
            case SparkEvent.SparkConfigured configured ->
                Optional.of(configured.idleTimeout() == null ? this : withIdleTimeout(configured.idleTimeout()));
            case SparkEvent.SparkExtended extended ->
                Optional.of(withLife(Life.until(extended.expiresAt(), rules, now)));
            case SparkEvent.SparkHeld held -> Optional.of(withHold(held.name(), held.until(), now));
            case SparkEvent.SparkHoldReleased released -> Optional.of(withHold(released.name(), null, now));
            case SparkEvent.SparkStarted started -> Optional.of(use == null ? withUse(Use.from(now)) : this);
            case SparkEvent.SparkTrashed trashed ->
                Optional.of(withUse(null).withLife(life.trashed(trashed.purgeAt())));
            case SparkEvent.SparkUndeleted undeleted ->
                Optional.of(withLife(Life.until(undeleted.expiresAt(), rules, now)));
            case SparkEvent.SparkDeletionRequested removed -> Optional.empty();
            case SparkEvent.SparkPurged removed -> Optional.empty();
            case SparkEvent.SparkInterrupted rests -> Optional.of(withUse(null));
            case SparkEvent.SparkFailed rests -> Optional.of(withUse(null));
            case SparkEvent.SparkSleepRequested rests -> Optional.of(withUse(null));
            // Undeleted on its way to the trash, it may be told to be there after that: our own answers keep their
            // order.
            case SparkEvent.SparkAsleep rests -> Optional.of(withUse(null).withLife(life.notTrashed()));
            case SparkEvent.SparkStopRequested rests -> Optional.of(withUse(null));
            case SparkEvent.SparkStopped rests -> Optional.of(withUse(null));
            case SparkEvent.SparkTrashRequested rests -> Optional.of(withUse(null));
            case SparkEvent.SparkRequested unchanged -> Optional.of(this);
            case SparkEvent.SparkQueued unchanged -> Optional.of(this);
            case SparkEvent.SparkAdmitted unchanged -> Optional.of(this);
            case SparkEvent.SparkStepReached unchanged -> Optional.of(this);
            case SparkEvent.SparkProvisioned unchanged -> Optional.of(this);
            case SparkEvent.SparkRepaired unchanged -> Optional.of(this);
            case SparkEvent.SparkRetried unchanged -> Optional.of(this);
            case SparkEvent.SparkImageChanged unchanged -> Optional.of(this);
            // What used it ends. It is idle from its next start on.
            case SparkEvent.SparkRootResetRequested unchanged -> Optional.of(this);
            case SparkEvent.SparkKeysAuthorized unchanged -> Optional.of(this);
            case SparkEvent.SparkWakeRequested unchanged -> Optional.of(this);
            case SparkEvent.SparkFoundIdle unchanged -> Optional.of(this);
            case SparkEvent.SparkExpiring unchanged -> Optional.of(this);
            case SparkEvent.SparkExpired unchanged -> Optional.of(this);
            case SparkEvent.SparkPurgeDue unchanged -> Optional.of(this);
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
