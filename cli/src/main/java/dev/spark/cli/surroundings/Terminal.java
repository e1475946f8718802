package dev.spark.cli.surroundings;

/** The terminal a person sits at, if any. Each stream may be one or not: {@code spark list | less} has only two. */
public interface Terminal {
    /** Width and height in characters. */
    record Size(int cols, int rows) {
        public static final Size USUAL = new Size(80, 24);
    }

    /** A change of the terminal that is undone by closing it; closing twice is harmless. */
    interface Change extends AutoCloseable {
        @Override
        void close();
    }

    boolean isIn();

    boolean isOut();

    boolean isErr();

    Size size();

    /** Passes each key on as typed, without echo, until closed or the process ends. */
    Change raw();

    /** Types are not shown until closed: for secrets. */
    Change withoutEcho();

    /** Calls back, on a thread of its own, each time the window changes its size. */
    void onResize(Runnable action);

    /** No stream is a terminal: pipes, files, cron. */
    static Terminal none() {
        return new NoTerminal();
    }
}
