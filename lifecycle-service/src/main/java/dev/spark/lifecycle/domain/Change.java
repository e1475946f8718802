package dev.spark.lifecycle.domain;

/** What moves a spark from state to state. Where it does not fit it changes nothing. */
public sealed interface Change {

    // --- heard

    /** It is built, and runs. */
    record Built() implements Change {}

    record Ordered(Desired desired) implements Change {}

    /** It is being removed, or gone. */
    record RemovalHeard() implements Change {}

    // --- done

    /** The cluster has taken the scale. */
    record Scaled(Desired desired) implements Change {}

    /** Something went wrong and is tried again. */
    record Delayed(String reason, Cause cause) implements Change {}

    enum Cause {
        /** It said no, or broke. */
        FAILED,
        /** It does not answer. That is no fault of this spark's. */
        UNREACHABLE
    }

    // --- concluded

    /** It is as it is wanted. */
    record Reached(Desired desired) implements Change {}

    record GaveUp(String reason) implements Change {}

    /** Work goes on after an outage, whose time does not count. */
    record Resumed() implements Change {}
}
