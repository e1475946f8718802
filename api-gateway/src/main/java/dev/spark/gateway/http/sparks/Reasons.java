package dev.spark.gateway.http.sparks;

import dev.spark.events.Activity.ActivityAssessed;
import dev.spark.events.Signal;
import dev.spark.events.Signal.Level;
import dev.spark.gateway.domain.Durations;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in a sentence why a spark is awake or asleep. */
final class Reasons {

    private Reasons() {}

    static String of(SparkView spark, Optional<ActivityAssessed> assessment, Instant now) {
        String idleTimeout = Durations.format(spark.spec().idleTimeout());
        return switch (spark.state()) {
            case SparkState.Running running ->
                assessment
                        .map(known -> awake(spark, known, idleTimeout, now))
                        .orElse("It runs, and has not been measured yet, which counts as used.");
            case SparkState.Asleep(String why) -> "It sleeps: " + why + ".";
            case SparkState.Stopped stopped -> "It is stopped; only being asked for by name wakes it.";
            case SparkState.Trashed trashed -> "It is in the trash.";
            case SparkState other ->
                other.reason().isEmpty() ? "It is " + other.wire().replace('_', ' ') + "." : other.reason();
        };
    }

    private static String awake(SparkView spark, ActivityAssessed assessment, String idleTimeout, Instant now) {
        return switch (assessment.verdict()) {
            case HELD ->
                "It is awake, used or not, because of "
                        + spark.holdsAt(now).stream()
                                .map(hold ->
                                        "\"" + hold.reason() + "\" (" + hold.name() + ", until " + hold.until() + ")")
                                .collect(Collectors.joining(", "))
                        + ".";
            case ACTIVE -> "It is awake because it is used: " + kinds(assessment, Level.ACTIVE) + ".";
            case UNKNOWN ->
                "It is awake because it is not known whether it is used, which counts as used: nothing is heard of "
                        + kinds(assessment, Level.UNKNOWN) + ".";
            case IDLE -> "Nobody uses it; after " + idleTimeout + " without use it sleeps.";
        };
    }

    private static String kinds(ActivityAssessed assessment, Level level) {
        return assessment.signals().stream()
                .filter(signal -> signal.level() == level)
                .map(Signal::kind)
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
