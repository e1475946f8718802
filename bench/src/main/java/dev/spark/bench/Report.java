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

    /** Whether the ratio of the medians is what it is meant to be. */
    void aim(String what, Samples ours, Samples raw, double aim) {
        double ratio = ours.p(50) / raw.p(50);
        line(String.format(
                Locale.ROOT,
                "Aim: %s at most %.2f times at p50: %s (%.2f).",
                what,
                aim,
                ratio <= aim ? "met" : "**not met**",
                ratio));
    }

    void latencyTable() {
        line("| what | p50 / p99 | denominator p50 / p99 | ratio p50 / p99 | rounds |");
        line("|---|---|---|---|---|");
    }

    /** @param part what follows the date in the file's name, {@code -wake}; nothing for the whole */
    Path save(Path folder, String part) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(LocalDate.now() + part + ".md");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return file;
    }
}
