package dev.spark.local.stack.process;

import dev.spark.local.stack.state.Board;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Keeps a child running: starts it, says when it is ready, and starts it again whenever it has ended. */
public final class SupervisedChild implements Runnable {

    private static final int DEATHS_BEFORE_IT_IS_HOPELESS = 8;

    private final Child child;
    private final Launcher launcher;
    private final Path log;
    private final Board board;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Backoff backoff = new Backoff();
    private int deaths;
    private volatile boolean stopping;

    public SupervisedChild(Child child, Launcher launcher, Path log, Board board) {
        this.child = child;
        this.launcher = launcher;
        this.log = log;
        this.board = board;
    }

    /** Completes when it was ready for the first time; fails when it was not within its patience. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** From now on its end is final. Does not end it. */
    public void stopRestarting() {
        stopping = true;
    }

    @Override
    public void run() {
        try {
            child.awaitTurn();
        } catch (Exception e) {
            ready.cancel(false); // what it waited for has failed, and says so
            return;
        }
        ready.orTimeout(child.patience().toMillis(), TimeUnit.MILLISECONDS);
        board.starting(child.name(), null);
        while (!stopping) {
            var began = System.nanoTime();
            try {
                live();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                note("did not start: " + e);
            }
            if (!stopping) {
                sleep(backoff.afterALifeOf(Duration.ofNanos(System.nanoTime() - began)));
            }
        }
    }

    /** From one start to the end of that process. */
    private void live() throws Exception {
        var process = launcher.start(child.name(), child.prepare(), child.environment(), log);
        if (stopping) {
            process.destroyForcibly();
            return;
        }
        board.running(child.name(), process.pid());
        var readiness = Thread.ofVirtual().name(child.name() + "-readiness").start(this::awaitReadiness);
        var exit = process.waitFor();
        readiness.interrupt();
        readiness.join();
        if (!stopping) {
            note("ended (" + exit + ")");
        }
    }

    private void awaitReadiness() {
        while (!stopping && !Thread.currentThread().isInterrupted()) {
            try {
                board.ready(child.name(), child.awaitReady());
                ready.complete(null);
                return;
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                if (!ready.isDone()) {
                    board.starting(child.name(), rootMessage(e));
                }
                sleep(Duration.ofMillis(200));
            }
        }
    }

    private void note(String how) {
        System.err.println(child.name() + " " + how);
        board.died(child.name(), how + "; starting again");
        deaths++;
        if (deaths == DEATHS_BEFORE_IT_IS_HOPELESS && !ready.isDone()) {
            ready.completeExceptionally(new IllegalStateException(child.name() + " " + how + ", each time"));
        }
    }

    private static String rootMessage(Exception e) {
        var cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
