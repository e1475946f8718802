package dev.spark.local.stack;

import dev.spark.local.stack.apps.Training;
import dev.spark.local.stack.cluster.Cluster;
import dev.spark.local.stack.process.Ending;
import dev.spark.local.stack.process.ProcessTable;
import dev.spark.local.stack.process.Signal;
import dev.spark.local.stack.state.FolderLock;
import dev.spark.local.stack.state.StateFolder;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How a stack ends: by its supervisor, and where that was killed, without it. */
record StackEnd(StateFolder state, Duration grace) {

    static final String SUPERVISOR = "supervisor";

    private static final Duration TO_WRITE_DOWN_WHAT_IT_LEARNED = Duration.ofMinutes(5);

    static StackEnd of(StateFolder state) {
        return new StackEnd(state, Training.isNow() ? TO_WRITE_DOWN_WHAT_IT_LEARNED : Duration.ofSeconds(8));
    }

    /** Where the supervisor is found. */
    static ProcessTable supervisors(StateFolder state) {
        return new ProcessTable(state.path());
    }

    boolean isSupervised() {
        return Files.isDirectory(state.path()) && FolderLock.isTaken(state.supervisorLock());
    }

    /** Tells the supervisor to end the stack. Does not wait. */
    void askSupervisor() {
        Signal.TERM.send(supervisors(state).find(SUPERVISOR).stream().toList());
    }

    /** Returns when the supervisor has ended; kills it if it takes too long. */
    void endSupervisor() {
        askSupervisor();
        var deadline =
                System.nanoTime() + 3 * grace.toNanos() + Duration.ofSeconds(60).toNanos();
        while (isSupervised() && System.nanoTime() < deadline) {
            pause();
        }
        Signal.KILL.send(supervisors(state).family(SUPERVISOR));
        while (isSupervised()) {
            pause();
        }
        supervisors(state).forget(SUPERVISOR);
    }

    /** All but the cluster, where that is no child. To be called by the supervisor, or where there is none. */
    void endChildren() {
        endTraining();
        var ending = ending();
        ending.endScripts();
        ending.endChildren();
    }

    /** The cluster too. */
    void endEverything(Cluster cluster) {
        endTraining();
        var ending = ending();
        ending.endScripts();
        var clusterEnd = Thread.ofVirtual().start(() -> stop(cluster));
        ending.endChildren();
        try {
            clusterEnd.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void endTraining() {
        var training = new StateFolder(state.training());
        if (training.isAStack()) {
            var end = new StackEnd(training, Duration.ofSeconds(1));
            Signal.KILL.send(supervisors(training).family(SUPERVISOR));
            end.endChildren();
        }
    }

    private Ending ending() {
        return new Ending(new ProcessTable(state.children()), grace);
    }

    private static void stop(Cluster cluster) {
        try {
            cluster.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            System.err.println("the cluster did not end: " + e.getMessage());
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the stack ended", e);
        }
    }

    /** Whether nothing of it lives. */
    List<String> living() {
        var table = new ProcessTable(state.children());
        return table.names().stream()
                .filter(name -> !table.family(name).isEmpty())
                .toList();
    }
}
