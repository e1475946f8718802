package dev.spark.provisioner.plan;

import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.domain.Step;

/** One effect on the outside. Safe to repeat, and to be killed in the middle of. */
public sealed interface Action {

    Part part();

    /** What people see of it. */
    Step step();

    /** Make the part as it is wanted. */
    record Apply(Part part) implements Action {
        @Override
        public Step step() {
            return part.builtIn();
        }
    }

    /** The part looks different from how it was left: look closely, and put it right if it is. */
    record Check(Part part) implements Action {
        @Override
        public Step step() {
            return part.builtIn();
        }
    }

    /** Removes pods of the part that are past their grace and that no node runs. */
    record EndPods(Part part) implements Action {
        @Override
        public Step step() {
            return part.removedIn();
        }
    }

    /** Take the part away, and tell whether it is gone. */
    record Remove(Part part) implements Action {
        @Override
        public Step step() {
            return part.removedIn();
        }
    }
}
