package dev.spark.local.stack;

import dev.spark.local.stack.cluster.Availability;
import dev.spark.local.stack.cluster.ClusterKind;
import dev.spark.local.stack.login.CommandLineLogin;
import dev.spark.local.stack.progress.Progress;
import dev.spark.local.stack.state.Choices;
import dev.spark.local.stack.state.PrivateFile;
import dev.spark.local.stack.state.Secrets;
import dev.spark.local.stack.state.StateFolder;
import dev.spark.local.stack.state.Status;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the stack, or finds it running; may be interrupted and run again at any time. */
@Command(
        name = "up",
        description = "Start all of Spark on this machine, and log the command line in as its admin.",
        mixinStandardHelpOptions = true)
final class Up implements Callable<Integer> {

    @Option(
            names = "--cluster",
            paramLabel = "KIND",
            description = "auto (docker, else local, else simulated), docker, local, kubeconfig or simulated.")
    private @Nullable String cluster;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "The cluster to use, with --cluster kubeconfig.")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "The context in that file.")
    private @Nullable String context;

    @Option(names = "--foreground", description = "Stay, and end the stack when this ends.")
    private boolean foreground;

    @Option(names = "--state", paramLabel = "DIR", description = "Where the stack keeps everything.")
    private @Nullable Path stateFolder;

    private StateFolder state = StateFolder.of(null);
    private Checkout checkout = new Checkout(Path.of("."));

    @Override
    public Integer call() throws Exception {
        checkout = Checkout.ofEnvironment();
        state = StateFolder.of(stateFolder).create();
        requireBuilt();
        try (var lock = CommandLock.take(state)) {
            var supervision = startUnlessRunning();
            if (new Progress(System.err).follow(supervision)) {
                summary(supervision.status().orElseThrow());
            } else {
                return 1;
            }
            lock.close();
            return foreground ? supervision.stay() : 0;
        }
    }

    private void requireBuilt() {
        var missing = Arrays.stream(Service.values())
                .filter(service -> !checkout.isBuilt(service))
                .map(Service::module)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalStateException("not built: " + missing + "; ./spark in the checkout builds them");
        }
    }

    private Supervision startUnlessRunning() throws Exception {
        var end = StackEnd.of(state);
        if (end.isSupervised()) {
            var status = Status.read(state.status());
            if (status.isEmpty() || isStartingOrUp(status.get())) {
                refuseAnotherCluster(Choices.read(state.choices()));
                return Supervision.found(state);
            }
            System.err.println("Waiting for the last one to end.");
            end.endSupervisor();
        }
        chooseCluster();
        PrivateFile.delete(state.status());
        return Supervision.start(state, checkout);
    }

    private static boolean isStartingOrUp(Status status) {
        return status.phase() == Status.Phase.STARTING || status.phase() == Status.Phase.READY;
    }

    private void chooseCluster() {
        var kept = Choices.read(state.choices());
        refuseAnotherCluster(kept);
        if (kept.cluster() == null) {
            var kind = asked() == null ? new Availability(checkout.root()).choose() : asked();
            if (kind == ClusterKind.KUBECONFIG && kubeconfig == null) {
                throw new IllegalStateException(
                        "--cluster kubeconfig wants --kubeconfig FILE: no cluster is taken unasked");
            }
            new Choices(
                            Objects.requireNonNull(kind).toString(),
                            kubeconfig == null
                                    ? null
                                    : kubeconfig.toAbsolutePath().toString(),
                            context,
                            kept.ports())
                    .write(state.choices());
        }
    }

    /** None is what {@code auto} asks for. */
    private @Nullable ClusterKind asked() {
        if (cluster == null || cluster.equals("auto")) {
            return kubeconfig != null ? ClusterKind.KUBECONFIG : null;
        }
        return ClusterKind.named(cluster)
                .orElseThrow(() -> new IllegalStateException("there is no cluster of the kind " + cluster));
    }

    /** The sparks live on it, and what is in them. */
    private void refuseAnotherCluster(Choices kept) {
        var asked = asked();
        if (asked != null && kept.cluster() != null && !kept.cluster().equals(asked.toString())) {
            throw new IllegalStateException("the sparks in " + state.path() + " live on the cluster '" + kept.cluster()
                    + "'. For another one: `spark down --purge` first, which deletes them, or another --state");
        }
    }

    private void summary(Status status) {
        var note = new CommandLineLogin(state)
                .write(String.valueOf(status.url()), new Secrets(state.secrets()).adminToken());
        System.out.println("Spark is up at " + status.url());
        if (status.simulated()) {
            System.out.println("The cluster is SIMULATED: sparks become ready at once, and cannot be entered.");
        } else {
            System.out.println("The cluster is " + status.cluster() + " (KUBECONFIG=" + status.kubeconfig() + ").");
        }
        note.ifPresent(System.out::println);
        System.out.println("You are its admin. Next: spark create --shell");
    }
}
