package dev.spark.gateway.domain;

import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A spark as its users see it: the fold of its events by {@link Evolution}.
 *
 * @param spec what was asked for, as changed since; holds no secret
 * @param image what it runs; absent before it is provisioned
 * @param steps of building, setting up and removing it, in the order in which they first began
 * @param authorizedKeys the public keys that may log in, one OpenSSH line each
 * @param expiresAt when its time to live ends; never, if absent
 * @param holds what keeps it awake, and what has done so: a hold that is over is not taken away at once
 * @param createdPosition the position of its first event, by which lists are ordered
 * @param version the position of the last event that was folded
 */
public record SparkView(
        SparkId sparkId,
        SparkSpec spec,
        SparkState state,
        @Nullable String image,
        @Nullable String databaseName,
        @Nullable String databaseHost,
        List<Step> steps,
        List<String> authorizedKeys,
        @Nullable Instant expiresAt,
        List<Hold> holds,
        Instant createdAt,
        Instant stateSince,
        long createdPosition,
        long version) {

    private static final Instant NEVER_LATER_THAN = Instant.parse("9999-12-31T23:59:59Z");

    public SparkView {
        steps = List.copyOf(steps);
        authorizedKeys = List.copyOf(authorizedKeys);
        holds = List.copyOf(holds);
    }

    public String id() {
        return sparkId.value();
    }

    public String name() {
        return spec.name();
    }

    public String owner() {
        return spec.owner();
    }

    /** Nothing of it is left but its events. */
    public boolean purged() {
        return state instanceof SparkState.Purged;
    }

    /** Everything it consists of has been there: it has data. */
    public boolean built() {
        return image != null;
    }

    /** What keeps it awake at that time. */
    public List<Hold> holdsAt(Instant now) {
        return holds.stream().filter(hold -> hold.until().isAfter(now)).toList();
    }

    /** That much later, or at the end of time as databases know it. */
    static Instant after(Instant from, Duration ttl) {
        Duration longest = Duration.between(from, NEVER_LATER_THAN);
        return ttl.compareTo(longest) < 0 ? from.plus(ttl) : NEVER_LATER_THAN;
    }

    SparkView withState(SparkState next, Instant at) {
        return next.equals(state)
                ? this
                : new SparkView(
                        sparkId,
                        spec,
                        next,
                        image,
                        databaseName,
                        databaseHost,
                        steps,
                        authorizedKeys,
                        expiresAt,
                        holds,
                        createdAt,
                        at,
                        createdPosition,
                        version);
    }

    SparkView withSpec(SparkSpec next) {
        return new SparkView(
                sparkId,
                next,
                state,
                image,
                databaseName,
                databaseHost,
                steps,
                authorizedKeys,
                expiresAt,
                holds,
                createdAt,
                stateSince,
                createdPosition,
                version);
    }

    SparkView withSteps(List<Step> next) {
        return new SparkView(
                sparkId,
                spec,
                state,
                image,
                databaseName,
                databaseHost,
                next,
                authorizedKeys,
                expiresAt,
                holds,
                createdAt,
                stateSince,
                createdPosition,
                version);
    }

    SparkView withKeys(List<String> next) {
        return new SparkView(
                sparkId,
                spec,
                state,
                image,
                databaseName,
                databaseHost,
                steps,
                next,
                expiresAt,
                holds,
                createdAt,
                stateSince,
                createdPosition,
                version);
    }

    SparkView withExpiry(@Nullable Instant next) {
        return new SparkView(
                sparkId,
                spec,
                state,
                image,
                databaseName,
                databaseHost,
                steps,
                authorizedKeys,
                next,
                holds,
                createdAt,
                stateSince,
                createdPosition,
                version);
    }

    SparkView withHolds(List<Hold> next) {
        return new SparkView(
                sparkId,
                spec,
                state,
                image,
                databaseName,
                databaseHost,
                steps,
                authorizedKeys,
                expiresAt,
                next,
                createdAt,
                stateSince,
                createdPosition,
                version);
    }

    SparkView withParts(String image, @Nullable String databaseName, @Nullable String databaseHost) {
        return new SparkView(
                sparkId,
                spec,
                state,
                image,
                databaseName,
                databaseHost,
                steps,
                authorizedKeys,
                expiresAt,
                holds,
                createdAt,
                stateSince,
                createdPosition,
                version);
    }

    SparkView withImage(String next) {
        return withParts(next, databaseName, databaseHost);
    }

    SparkView withVersion(long position) {
        return new SparkView(
                sparkId,
                spec,
                state,
                image,
                databaseName,
                databaseHost,
                steps,
                authorizedKeys,
                expiresAt,
                holds,
                createdAt,
                stateSince,
                createdPosition,
                position);
    }
}
