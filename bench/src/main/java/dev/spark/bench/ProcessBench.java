package dev.spark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.system.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** Resident memory and start-up of each process of the stack, on the second run of a built checkout. */
final class ProcessBench {

    private final Stack stack;
    private final Report report;

    ProcessBench(Stack stack, Report report) {
        this.stack = stack;
        this.report = report;
    }

    void run() throws IOException {
        stack.spark("down").succeeded();
        long started = System.nanoTime();
        stack.up();
        double up = (System.nanoTime() - started) / 1e9;
        stack.awaitReady(Duration.ofMinutes(1));
        report.heading("Processes");
        report.line(
                String.format(Locale.ROOT, "`spark up` on the second run: **%.1f s** until everything is ready.", up));
        report.line("");
        report.line("| part | ready after | resident |");
        report.line("|---|---|---|");
        for (JsonNode part : stack.status().path("parts")) {
            long pid = part.path("pid").asLong();
            report.line(String.format(
                    Locale.ROOT,
                    "| %s | %.1f s | %s |",
                    part.path("name").asText(),
                    part.path("seconds").asDouble(),
                    pid > 0 ? resident(pid) + " MiB" : "–"));
        }
    }

    /** Of the process and all below it, in MiB; shared pages are counted once per process. */
    static long resident(long pid) {
        return all(pid).mapToLong(process -> residentAlone(process.pid())).sum() / 1024;
    }

    /** The process and all below it; none where it is gone. */
    static Stream<ProcessHandle> all(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
    }

    private static long residentAlone(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }
}
