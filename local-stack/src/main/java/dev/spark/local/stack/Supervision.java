package dev.spark.local.stack;

import dev.spark.local.stack.process.Launcher;
import dev.spark.local.stack.progress.Followed;
import dev.spark.local.stack.state.StateFolder;
import dev.spark.local.stack.state.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The supervisor, as {@code up} sees it. */
final class Supervision implements Followed {

    private final StateFolder state;
    private final Thread onInterrupt;

    private Supervision(StateFolder state, boolean ours) {
        this.state = state;
        this.onInterrupt = new Thread(this::interrupted, "interrupted");
        if (ours) {
            Runtime.getRuntime().addShutdownHook(onInterrupt);
        }
    }

    /** One that another {@code up} has started. */
    static Supervision found(StateFolder state) {
        return new Supervision(state, false);
    }

    /** Starts one that outlives this process, and ends if this process is interrupted before the stack is ready. */
    static Supervision start(StateFolder state, Checkout checkout) throws IOException, InterruptedException {
        var environment = new TreeMap<>(System.getenv());
        environment.put("SPARK_ROOT", checkout.root().toString());
        var process = new Launcher(StackEnd.supervisors(state))
                .start(
                        StackEnd.SUPERVISOR,
                        checkout.installStack()
                                .as(StackEnd.SUPERVISOR)
                                .runClass(
                                        Main.class.getName(),
                                        Main.JAVA_OPTIONS,
                                        List.of(
                                                "supervise",
                                                "--state",
                                                state.path().toString())),
                        environment,
                        state.log(StackEnd.SUPERVISOR));
        var supervision = new Supervision(state, true);
        while (process.isAlive() && !StackEnd.of(state).isSupervised()) {
            Thread.sleep(20);
        }
        return supervision;
    }

    @Override
    public Optional<Status> status() {
        return Status.read(state.status());
    }

    @Override
    public boolean isAlive() {
        return StackEnd.of(state).isSupervised();
    }

    @Override
    public String log() {
        return state.log(StackEnd.SUPERVISOR).toString();
    }

    @Override
    public void waitingIsOver() {
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException e) {
            // interrupted this very moment
        }
    }

    /** Returns when the stack has ended; ends it when this process is told to. */
    int stay() throws InterruptedException {
        System.err.println("Press Ctrl-C to end it.");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> StackEnd.of(state).endSupervisor(), "end"));
        while (isAlive()) {
            Thread.sleep(500);
        }
        return 0;
    }

    private void interrupted() {
        if (isAlive()) {
            System.err.println("\nInterrupted: what was started ends now. `spark up` goes on where it stopped.");
            StackEnd.of(state).askSupervisor();
        }
    }
}
