package dev.spark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report: printed as it grows, saved as Markdown at the end. */
final class Report {

    private final List<String> lines = new ArrayList<>();

    void heading(String text) {
        line("");
        line("## " + text);
        line("");
    }

    void line(String text) {
        lines.add(text);
        System.out.println(text);
    }

    /** A row of latencies: the thing, its denominator, and the ratio of their medians and of their 99th percentiles. */
    void latencies(String what, Samples ours, String denominator, Samples raw) {
        line(String.format(
                Locale.ROOT,
                "| %s | %s ms | %s: %s ms | **%.2f** / %.2f | %d |",
                what,
                ours,
                denominator,
                raw,
                ours.p(50) / raw.p(50),
                ours.p(99) / raw.p(99),
                ours.count()));
    }

    void latencyTable() {
        line("| what | p50 / p99 | denominator p50 / p99 | ratio p50 / p99 | rounds |");
        line("|---|---|---|---|---|");
    }

    Path save(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(LocalDate.now() + ".md");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return file;
    }
}
