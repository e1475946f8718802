package dev.spark.local.stack;

import dev.spark.local.SparkCache;
import dev.spark.local.stack.cluster.Cluster;
import dev.spark.local.stack.cluster.Clusters;
import dev.spark.local.stack.process.Launcher;
import dev.spark.local.stack.process.ProcessTable;
import dev.spark.local.stack.state.Choices;
import dev.spark.local.stack.state.PrivateFile;
import dev.spark.local.stack.state.StateFolder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends the stack. Leaves no process, listener, mount or cgroup; with {@code --purge} no file either. */
@Command(name = "down", description = "End the stack on this machine.", mixinStandardHelpOptions = true)
final class Down implements Callable<Integer> {

    @Option(names = "--purge", description = "Delete all of its data too, the sparks', and what can be built again.")
    private boolean purge;

    @Option(names = "--keep-cache", description = "With --purge: keep what can be built again.")
    private boolean keepCache;

    @Option(names = "--state", paramLabel = "DIR", description = "Where the stack keeps everything.")
    private @Nullable Path stateFolder;

    @Override
    public Integer call() throws Exception {
        var began = System.nanoTime();
        var state = StateFolder.of(stateFolder);
        var ended = state.isAStack() && end(state);
        if (purge) {
            new Purge(state, SparkCache.folder()).run(!keepCache);
            System.out.println("All of it is removed.");
        } else if (ended) {
            System.out.printf(
                    Locale.ROOT, "Spark is down (%.1f s). Its data stays.%n", (System.nanoTime() - began) / 1e9);
        } else {
            System.out.println("Spark is not up.");
        }
        return 0;
    }

    /** Whether there was anything to end. */
    private boolean end(StateFolder state) throws Exception {
        var end = StackEnd.of(state);
        var was = end.isSupervised() || !end.living().isEmpty();
        end.askSupervisor();
        try (var lock = CommandLock.take(state, end::askSupervisor)) {
            end.endSupervisor();
            var cluster = cluster(state);
            end.endEverything(cluster);
            if (purge) {
                cluster.purge();
            }
            PrivateFile.delete(state.status());
        }
        return was;
    }

    private static Cluster cluster(StateFolder state) {
        var choices = Choices.read(state.choices());
        var launcher = new Launcher(new ProcessTable(state.children()));
        return Clusters.of(choices, Supervisor.surroundings(state, Checkout.ofEnvironment(), launcher, choices));
    }
}
