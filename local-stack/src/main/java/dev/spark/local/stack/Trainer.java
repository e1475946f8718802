package dev.spark.local.stack;

import dev.spark.local.Folders;
import dev.spark.local.stack.apps.App;
import dev.spark.local.stack.apps.Training;
import dev.spark.local.stack.process.Launcher;
import dev.spark.local.stack.process.Script;
import dev.spark.local.stack.state.StateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the JVMs of the stack learn how to start quickly, once per build: when the stack is ready, a second one with a
 * simulated cluster runs beside it for a moment, at the lowest priority.
 */
final class Trainer {

    private static final int ATTEMPTS = 2;

    private final StateFolder state;
    private final List<App> apps;
    private final App stack;
    private final Launcher launcher;
    private final AtomicBoolean training = new AtomicBoolean();

    /**
     * @param apps those whose JVMs learn
     * @param stack this program
     */
    Trainer(StateFolder state, List<App> apps, App stack, Launcher launcher) {
        this.state = state;
        this.apps = apps;
        this.stack = stack;
        this.launcher = launcher;
    }

    /** Returns at once. */
    void trainIfNeeded() {
        var needed = apps.stream().anyMatch(app -> !Files.exists(app.cache()) && attempts(app) < ATTEMPTS);
        if (needed && !Training.isNow()) {
            Thread.ofVirtual().name("training").start(this::train);
        }
    }

    /** To be called before the stack is ended: a training that is cut off by that says nothing about the next one. */
    void stackEnds() {
        if (training.getAndSet(false)) {
            apps.forEach(Trainer::takeBack);
        }
    }

    private void train() {
        try {
            apps.forEach(Trainer::count);
            training.set(true);
            StackEnd.of(state).endTraining(); // of a supervisor that was killed
            Folders.delete(state.training());
            var environment = new TreeMap<>(System.getenv());
            environment.put(Training.variable(), "1");
            new Script(launcher, environment, state.log("training")).run("training", command(), line -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            System.err.println("training: " + e.getMessage() + " (the next starts are slower, that is all)");
        }
        training.set(false);
        adopt();
    }

    /** What was written to the end holds, also where the rest of the training failed. */
    private void adopt() {
        for (var app : apps) {
            var draft = Training.draft(app);
            var unfinished = draft.resolveSibling(draft.getFileName() + ".config"); // the JVM deletes it at last
            try {
                if (Files.exists(draft) && !Files.exists(unfinished)) {
                    Files.move(draft, app.cache(), StandardCopyOption.ATOMIC_MOVE);
                }
                Files.deleteIfExists(draft);
                Files.deleteIfExists(unfinished);
            } catch (IOException e) {
                System.err.println("training: " + e.getMessage());
            }
        }
        Folders.delete(state.training());
    }

    private List<String> command() {
        var command = new ArrayList<>(List.of("nice", "-n", "19"));
        command.addAll(stack.as("train")
                .runClass(
                        Main.class.getName(),
                        Main.JAVA_OPTIONS,
                        List.of("train", "--state", state.training().toString())));
        return command;
    }

    private static Path attemptsFile(App app) {
        return app.cache().resolveSibling(app.name() + ".attempts");
    }

    private static long attempts(App app) {
        try {
            return Files.exists(attemptsFile(app)) ? Files.size(attemptsFile(app)) : 0;
        } catch (IOException e) {
            return ATTEMPTS;
        }
    }

    /** Before it is tried: one during which this process is killed counts too. */
    private static void count(App app) {
        try {
            Files.writeString(attemptsFile(app), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void takeBack(App app) {
        try {
            Files.writeString(attemptsFile(app), "x".repeat((int) Math.max(0, attempts(app) - 1)));
        } catch (IOException e) {
            System.err.println("training: " + e.getMessage());
        }
    }
}
