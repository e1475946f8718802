package dev.spark.local.stack;

import dev.spark.local.stack.process.Child;
import dev.spark.local.stack.process.Launcher;
import dev.spark.local.stack.process.ProcessTable;
import dev.spark.local.stack.process.SupervisedChild;
import dev.spark.local.stack.state.Board;
import dev.spark.local.stack.state.FolderLock;
import dev.spark.local.stack.state.StateFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A supervisor as a process of its own, whose children only sleep: {@code DummyStack STATE NAME=SHELL-COMMAND...}. */
final class DummyStack {

    private DummyStack() {}

    record Sleeper(String name, String script) implements Child {
        @Override
        public List<String> prepare() {
            return List.of("sh", "-c", script);
        }

        @Override
        public Map<String, String> environment() {
            return Map.of("PATH", System.getenv("PATH"));
        }

        @Override
        public String awaitReady() {
            return "sleeps";
        }
    }

    public static void main(String[] args) throws Exception {
        var state = new StateFolder(Path.of(args[0])).create();
        var lock = FolderLock.tryToTake(state.supervisorLock()).orElseThrow();
        StackEnd.of(state).endChildren();
        var sleepers = Stream.of(args)
                .skip(1)
                .map(arg -> new Sleeper(arg.split("=", 2)[0], arg.split("=", 2)[1]))
                .toList();
        var board =
                new Board(state.status(), sleepers.stream().map(Sleeper::name).toList(), System::nanoTime);
        var launcher = new Launcher(new ProcessTable(state.children()));
        var children = sleepers.stream()
                .map(each -> new SupervisedChild(each, launcher, state.log(each.name()), board))
                .toList();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            children.forEach(SupervisedChild::stopRestarting);
            StackEnd.of(state).endChildren();
            lock.close();
        }));
        children.forEach(Thread.ofVirtual()::start);
        Thread.currentThread().join();
    }
}
