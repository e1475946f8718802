package dev.spark.provisioner.domain;

import dev.spark.events.SparkEvent.StepState;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Where a spark stands with the provisioner.
 *
 * <pre>
 * Unknown ─▶ Building ─▶ Complete            (running, down, resting …)
 *    │          │  ▲        │  ▲
 *    │          ▼  │retry   ▼  │ comes back by itself
 *    │         Failed ◀───────┘
 *    ▼          │
 * Removing ◀────┴── from every state ─▶ Purged
 * </pre>
 */
public sealed interface SparkState {

    /** Nobody has spoken of it. */
    record Unknown() implements SparkState {}

    /** Its parts are being put up, or its container has not come up yet. */
    record Building(Order order, Attempt attempt, Map<Step, StepState> steps, Map<Part, Applied> parts)
            implements SparkState {
        public Building {
            steps = Map.copyOf(steps);
            parts = Map.copyOf(parts);
        }
    }

    /**
     * Everything it consists of is there, and kept so.
     *
     * @param since when {@code presence} became what it is
     * @param run the run of its container that took connections last; empty where none has yet, nor since its root was ordered
     *     back while it rested
     */
    record Complete(
            Order order, Attempt attempt, Map<Part, Applied> parts, Presence presence, Instant since, String run)
            implements SparkState {
        public Complete {
            parts = Map.copyOf(parts);
        }
    }

    /**
     * Given up: somebody has to retry or delete. What is there is left alone.
     *
     * @param parts empty where it never was complete
     */
    record Failed(Order order, int attempts, Map<Part, Applied> parts, Step step, String reason) implements SparkState {
        public Failed {
            parts = Map.copyOf(parts);
        }
    }

    /** Its parts are being removed. Has no way back and is never given up. */
    record Removing(Attempt attempt, Map<Step, StepState> steps, Set<Part> gone) implements SparkState {
        public Removing {
            steps = Map.copyOf(steps);
            gone = Set.copyOf(gone);
        }
    }

    /** Nothing of it is left but this: whatever is said about it later changes nothing. */
    record Purged() implements SparkState {}
}
