package dev.spark.bench;

import dev.spark.system.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Brings a stack up, measures, saves the report, takes the stack down. */
final class Benchmark {

    private final Options options;
    private final Report report = new Report();

    Benchmark(Options options) {
        this.options = options;
    }

    void run() throws Exception {
        var stack = new Stack("bench/target/stack", Map.of());
        stack.up();
        try {
            stack.awaitReady(Duration.ofMinutes(1));
            machine(stack);
            if (options.only().contains("processes")) {
                new ProcessBench(stack, report).run();
            }
            if (options.only().contains("pods")) {
                new PodBench(stack, report, options.podRounds()).run();
            }
            if (options.only().contains("visibility")) {
                new VisibilityBench(stack, report, options.rounds()).run();
            }
            if (options.only().contains("http")) {
                new HttpBench(stack, report).run();
            }
            if (options.only().contains("rebuild")) {
                new RebuildBench(stack, report, options.events()).run();
            }
            Path saved = report.save(stack.root.resolve("docs/benchmarks"));
            System.out.println("saved " + saved);
        } finally {
            stack.spark("down", "--purge", "--keep-cache");
        }
    }

    private void machine(Stack stack) throws IOException {
        List<String> cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .toList();
        String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("\\s+", " ");
        report.line("# Benchmark");
        report.line("");
        report.line(
                "By `bench/run`. " + cpu.size() + " × "
                        + (cpu.isEmpty() ? "?" : cpu.getFirst().replaceAll(".*: ", "")) + ", " + memory + ", Linux "
                        + System.getProperty("os.version") + ", Java " + Runtime.version() + ", "
                        + stack.status().path("cluster").asText()
                        + ". Load generator, platform, Kafka, PostgreSQL and cluster share"
                        + " the machine. Times in milliseconds, p50 / p99; what is compared was measured in turn, in this run.");
        report.line("");
        report.line(
                "The local cluster's components are set to look more often than a stock one's (deploy/local/kubernetes/README.md):"
                        + " that shortens both sides of a ratio, and flatters neither.");
    }
}
