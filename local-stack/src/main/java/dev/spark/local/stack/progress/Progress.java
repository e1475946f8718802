package dev.spark.local.stack.progress;

import dev.spark.local.stack.state.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Shows how a stack starts, until it is ready or has failed. */
public final class Progress {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final PrintStream out;
    private final View view;

    /** @param out where to show it: the error stream, which may be a terminal */
    public Progress(PrintStream out) {
        this.out = out;
        this.view = isTerminal() ? new InPlaceView() : new LineByLineView();
    }

    /** Whether it became ready. Otherwise it has been said why not. */
    public boolean follow(Followed followed) throws InterruptedException {
        if (followed.isAlive() && followed.status().filter(Progress::isReady).isPresent()) {
            followed.waitingIsOver();
            return true; // nothing to wait for, nothing to show
        }
        while (true) {
            var alive = followed.isAlive(); // before the status, which is final if it is not
            var status = followed.status();
            status.ifPresent(each -> show(view.show(each)));
            if (status.filter(Progress::isReady).isPresent() && alive) {
                followed.waitingIsOver();
                return true;
            }
            var failure = failure(status, alive, followed);
            if (failure.isPresent()) {
                followed.waitingIsOver();
                show(failure.get() + "\n");
                return false;
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    static boolean isReady(Status status) {
        return status.phase() == Status.Phase.READY
                && status.parts().stream().allMatch(part -> part.state() == Status.State.READY);
    }

    private static Optional<String> failure(Optional<Status> status, boolean alive, Followed followed) {
        var phase = status.map(Status::phase);
        if (phase.filter(Status.Phase.FAILED::equals).isPresent()) {
            return Optional.of("spark: the stack did not start: " + status.get().failure());
        }
        if (phase.filter(Status.Phase.STOPPING::equals).isPresent()) {
            return Optional.of("spark: the stack was ended while it started");
        }
        return alive ? Optional.empty() : Optional.of("spark: the supervisor has ended; see " + followed.log());
    }

    private void show(String text) {
        out.print(text);
        out.flush();
    }

    /** Where the error stream leads to, as Linux sees it. */
    private static boolean isTerminal() {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return (target.startsWith("/dev/pts/") || target.startsWith("/dev/tty"))
                    && !"dumb".equals(System.getenv("TERM"));
        } catch (IOException e) {
            return false;
        }
    }
}
