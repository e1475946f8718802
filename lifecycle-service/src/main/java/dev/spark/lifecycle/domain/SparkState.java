package dev.spark.lifecycle.domain;

/**
 * Where a spark stands with the lifecycle.
 *
 * <pre>
 * Unknown ──built──▶ Settled(awake) ──ordered──▶ Moving ──reached──▶ Settled
 *    │                                           │  ▲ ordered          ▲
 *    │                                  deadline ▼  │                  │ reached after all
 *    │                                          Overdue ───────────────┘
 *    └──── from every state ──▶ Closed
 * </pre>
 */
public sealed interface SparkState {

    /** Nobody has spoken of it. */
    record Unknown() implements SparkState {}

    /** It is built, and kept as it is wanted. */
    sealed interface Tended extends SparkState {

        Desired desired();

        /** Counts the orders. What is told of an order has its id from it. */
        long round();

        Attempt attempt();
    }

    /**
     * It is on its way to what is wanted.
     *
     * @param scaled whether the cluster has confirmed the scale that is wanted, in this round
     */
    record Moving(Desired desired, long round, boolean scaled, Attempt attempt) implements Tended {}

    /** It is as it is wanted. */
    record Settled(Desired desired, long round, Attempt attempt) implements Tended {}

    /** It was not as it is wanted in time, which was told. It may still get there. */
    record Overdue(Desired desired, long round, Attempt attempt) implements Tended {}

    /** It is being removed, for good: whatever is said about it later changes nothing. */
    record Closed() implements SparkState {}
}
