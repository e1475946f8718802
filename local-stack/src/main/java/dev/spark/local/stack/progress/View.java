package dev.spark.local.stack.progress;

import dev.spark.local.stack.state.Status;

/** A way to show a status that changes. */
interface View {

    /** What to print now, after all that was printed before; nothing where nothing is new. */
    String show(Status status);
}
