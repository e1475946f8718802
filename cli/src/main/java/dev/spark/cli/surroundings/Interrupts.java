package dev.spark.cli.surroundings;

/** Ctrl-C, and what is to be said when it comes. */
@FunctionalInterface
public interface Interrupts {
    /** Runs the action if the process is told to end before the answer is closed. */
    Watch whenInterrupted(Runnable action);

    /** Until when an interrupt is of interest. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    static Interrupts system() {
        return action -> {
            var hook = new Thread(action, "interrupted");
            Runtime.getRuntime().addShutdownHook(hook);
            return () -> {
                try {
                    Runtime.getRuntime().removeShutdownHook(hook);
                } catch (IllegalStateException e) {
                    // Already ending: the action runs.
                }
            };
        };
    }
}
