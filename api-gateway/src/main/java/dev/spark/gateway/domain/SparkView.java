package dev.spark.gateway.domain;

import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A spark as its users see it: the fold of its events by {@link Evolution}.
 *
 * @param spec what was asked for, as changed since; holds no secret
 * @param image what it runs; absent before it is provisioned
 * @param steps of building, setting up and removing it, in the order in which they first began
 * @param authorizedKeys the public keys that may log in, one OpenSSH line each
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
        Instant createdAt,
        Instant stateSince,
        long createdPosition,
        long version) {

    private static final Instant NEVER_LATER_THAN = Instant.parse("9999-12-31T23:59:59Z");

    public SparkView {
        steps = List.copyOf(steps);
        authorizedKeys = List.copyOf(authorizedKeys);
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

    /** When its time to live ends; empty if it has none. */
    public Optional<Instant> expiresAt() {
        Duration ttl = spec.ttl();
        if (ttl == null) {
            return Optional.empty();
        }
        Duration longest = Duration.between(createdAt, NEVER_LATER_THAN);
        return Optional.of(ttl.compareTo(longest) < 0 ? createdAt.plus(ttl) : NEVER_LATER_THAN);
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
                createdAt,
                stateSince,
                createdPosition,
                version);
    }

    SparkView withParts(String image, String databaseName, String databaseHost) {
        return new SparkView(
                sparkId,
                spec,
                state,
                image,
                databaseName,
                databaseHost,
                steps,
                authorizedKeys,
                createdAt,
                stateSince,
                createdPosition,
                version);
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
                createdAt,
                stateSince,
                createdPosition,
                position);
    }
}
