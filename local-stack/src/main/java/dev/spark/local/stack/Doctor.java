package dev.spark.local.stack;

import dev.spark.local.SparkCache;
import dev.spark.local.stack.cluster.Availability;
import dev.spark.local.stack.doctor.Finding;
import dev.spark.local.stack.doctor.MachineChecks;
import dev.spark.local.stack.doctor.StackChecks;
import dev.spark.local.stack.state.StateFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what this machine has and lacks for Spark, and how the stack is, with what to do about it. */
@Command(name = "doctor", description = "Check this machine and its stack.", mixinStandardHelpOptions = true)
final class Doctor implements Callable<Integer> {

    @Option(names = "--state", paramLabel = "DIR", description = "Where the stack keeps everything.")
    private @Nullable Path stateFolder;

    @Override
    public Integer call() {
        var state = StateFolder.of(stateFolder);
        var checkout = Checkout.ofEnvironment();
        var end = StackEnd.of(state);
        var findings = new ArrayList<Finding>();
        findings.addAll(new MachineChecks(new Availability(checkout.root()), state.path(), SparkCache.folder()).run());
        findings.addAll(new StackChecks(state, end.isSupervised(), end.living()).run());
        findings.forEach(finding -> System.out.println(finding.line()));
        return findings.stream().anyMatch(Finding::isFailure) ? 1 : 0;
    }
}
