package dev.spark.bench;

import dev.spark.system.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Brings up the stacks that it needs, one at a time, measures, and saves the report. */
final class Benchmark {

    private static final Duration TRAINED_WITHIN = Duration.ofMinutes(10);
    private static final Duration UNTIL_TRAINING_WOULD_HAVE_BEGUN = Duration.ofSeconds(15);

    private final Options options;
    private final Report report = new Report();

    Benchmark(Options options) {
        this.options = options;
    }

    void run() throws Exception {
        machine();
        if (options.needsRealCluster()) {
            on(new Stack("bench/target/stack", Map.of()), this::runOnReal);
        }
        if (options.runs(Options.IMAGE)) {
            new ImageBench(report, options.podRounds()).run();
        }
        if (options.runs(Options.SCALE)) {
            on(
                    new Stack("bench/target/simulated", "simulated", Map.of()),
                    stack -> new ScaleBench(stack, report, options).run());
        }
        if (options.runs(Options.SAVINGS)) {
            report.heading("What sleeping saves");
            Savings.table(Savings.TYPICAL, Savings.DEFAULT_REQUEST).forEach(report::line);
        }
        Path saved = report.save(Stack.root().resolve("docs/benchmarks"), options.named());
        System.out.println("saved " + saved);
    }

    private interface Part {
        void on(Stack stack) throws Exception;
    }

    private static void on(Stack stack, Part part) throws Exception {
        try {
            bringUp(stack);
            stack.awaitReady(Duration.ofMinutes(1));
            awaitTrained(stack);
            part.on(stack);
        } finally {
            stack.spark("down", "--purge", "--keep-cache");
        }
    }

    private static void bringUp(Stack stack) {
        try {
            stack.up();
        } catch (AssertionError e) {
            throw new StackNotUp(String.valueOf(e.getMessage()));
        }
    }

    /** After a new build a second stack runs beside it for a moment, so that JVMs learn how to start: not while it is measured. */
    private static void awaitTrained(Stack stack) {
        Awaitility.await("no training beside the stack")
                .atMost(TRAINED_WITHIN)
                .during(UNTIL_TRAINING_WOULD_HAVE_BEGUN)
                .until(() -> !Files.exists(stack.state.resolve("training")));
    }

    private void runOnReal(Stack stack) throws Exception {
        cluster(stack);
        if (options.runs("processes")) {
            new ProcessBench(stack, report).run();
        }
        if (options.runs("pods")) {
            new PodBench(stack, report, options.podRounds()).run();
        }
        if (options.runs("wake")) {
            new WakeBench(stack, report, options.podRounds()).run();
        }
        if (options.runs("visibility")) {
            new VisibilityBench(stack, report, options.rounds()).run();
        }
        if (options.runs("http")) {
            new HttpBench(stack, report).run();
        }
        if (options.runs("rebuild")) {
            new RebuildBench(stack, report, options.events()).run();
        }
    }

    private void machine() throws IOException {
        List<String> cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .toList();
        String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("\\s+", " ");
        report.line("# Benchmark");
        report.line("");
        report.line(
                "By `bench/run" + options.inWords() + "`. " + cpu.size() + " × "
                        + (cpu.isEmpty() ? "?" : cpu.getFirst().replaceAll(".*: ", "")) + ", " + memory + ", Linux "
                        + System.getProperty("os.version") + ", Java " + Runtime.version()
                        + ". Load generator, platform, Kafka, PostgreSQL and cluster share"
                        + " the machine. Times in milliseconds, p50 / p99; what is compared was measured in turn, in this run.");
    }

    private void cluster(Stack stack) {
        report.line("");
        report.line("On " + stack.status().path("cluster").asText()
                + ", unless it says otherwise. The local cluster's components are set to look more often than a stock one's"
                + " (deploy/local/kubernetes/README.md): that shortens both sides of a ratio, and flatters neither.");
    }
}
