package dev.spark.metrics.domain;

import java.util.Optional;

/** How the counters of a pod went so far. */
public record Reading(String podUid, Optional<Course> cpu, Optional<Course> network) {

    static Reading from(PodUsage first) {
        return new Reading(
                first.podUid(), first.cpu().map(Course::from), first.network().map(Course::from));
    }

    /** A new pod counts from nothing. */
    Reading then(PodUsage next) {
        return podUid.equals(next.podUid())
                ? new Reading(podUid, then(cpu, next.cpu()), then(network, next.network()))
                : from(next);
    }

    /** A counter that is left out once goes on when it is back. */
    private static Optional<Course> then(Optional<Course> known, Optional<Sample> next) {
        return next.map(sample -> known.map(course -> course.then(sample)).orElseGet(() -> Course.from(sample)))
                .or(() -> known);
    }
}
