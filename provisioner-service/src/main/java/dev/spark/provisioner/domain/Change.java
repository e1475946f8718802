package dev.spark.provisioner.domain;

import java.util.List;

/** What moves a spark from state to state. Where it does not fit it changes nothing. */
public sealed interface Change {

    // --- asked for

    record BuildOrdered(Order order) implements Change {}

    record RetryOrdered() implements Change {}

    record KeysReplaced(List<String> keys) implements Change {}

    /** Its root file system goes back to the image's. */
    record RootResetOrdered() implements Change {}

    record RemovalOrdered() implements Change {}

    // --- done

    record StepBegan(Step step) implements Change {}

    record StepDone(Step step) implements Change {}

    /** It takes longer than it should; it goes on. */
    record StepOverdue(Step step, String reason) implements Change {}

    /** The part is as it is wanted. */
    record PartApplied(Part part, Applied applied) implements Change {}

    /** The part was not as it was left, and is again. */
    record PartRepaired(Part part, Applied applied) implements Change {}

    record PartGone(Part part) implements Change {}

    /** Something went wrong and is tried again. */
    record Delayed(Step step, String reason, Cause cause) implements Change {}

    /** What was asked for is wrong and will be the same another time. */
    record Rejected(Step step, String reason) implements Change {}

    enum Cause {
        /** It said no, or broke. */
        FAILED,
        /** It does not answer. That is no fault of this spark's. */
        UNREACHABLE,
        /** It was asked for, and takes its time: the reason says who is waited for. */
        WAITING
    }

    // --- concluded

    record Provisioned(String databaseName, String databaseHost) implements Change {}

    /** It was applied with another image. */
    record ImageChanged(String image) implements Change {}

    /** @param run which run of its container it is that takes connections */
    record Started(String run) implements Change {}

    record Doubted() implements Change {}

    record Interrupted(String reason) implements Change {}

    record Rested() implements Change {}

    record GaveUp(Step step, String reason) implements Change {}

    record Purged() implements Change {}

    /** Work goes on after an outage, whose time does not count. */
    record Resumed() implements Change {}
}
