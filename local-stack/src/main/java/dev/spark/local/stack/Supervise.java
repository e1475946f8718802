package dev.spark.local.stack;

import dev.spark.local.stack.state.StateFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code up} leaves running. */
@Command(name = "supervise", hidden = true)
final class Supervise implements Callable<Integer> {

    @Option(names = "--state", required = true)
    private Path state;

    @Override
    public Integer call() throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING); // of the libraries
        return Supervisor.run(new StateFolder(state), Checkout.ofEnvironment());
    }
}
