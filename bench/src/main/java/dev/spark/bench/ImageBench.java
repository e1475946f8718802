package dev.spark.bench;

import dev.spark.system.Command;
import dev.spark.system.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From the start of a spark's container to the greeting of its SSH server, with all that its root takes. By runc, without a
 * cluster; the runtime's own part, with which any container starts, is the denominator.
 */
final class ImageBench {

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final double AIM = 500;

    private final Report report;
    private final int rounds;

    ImageBench(Report report, int rounds) {
        this.report = report;
        this.rounds = rounds;
    }

    /** Of one kind of volume. */
    private record Starts(Samples greeted, Samples runtime) {

        Starts() {
            this(new Samples(), new Samples());
        }

        void add(String[] milliseconds) {
            greeted.addNanos(Long.parseLong(milliseconds[1]) * 1_000_000);
            runtime.addNanos(Long.parseLong(milliseconds[2]) * 1_000_000);
        }
    }

    void run() {
        var onNew = new Starts();
        var onUsed = new Starts();
        Command.run(
                        LIMIT,
                        Stack.root(),
                        Map.of("HOME", System.getProperty("user.home")),
                        List.of("deploy/image/test.sh", "--times", String.valueOf(rounds)))
                .succeeded()
                .out()
                .lines()
                .map(line -> line.split(" ", 3))
                .forEach(words -> (words[0].equals("new") ? onNew : onUsed).add(words));
        report.heading("The image");
        report.latencyTable();
        report.latencies("container → SSH's greeting, new volume", onNew.greeted, "`runc start`", onNew.runtime);
        report.latencies("container → SSH's greeting, used volume", onUsed.greeted, "`runc start`", onUsed.runtime);
        report.line("");
        double worst = Math.max(onNew.greeted.p(99), onUsed.greeted.p(99));
        report.line(String.format(
                Locale.ROOT,
                "Aim: at most %.0f ms, with tools, overlay and user namespace: %s (%.0f ms at p99).",
                AIM,
                worst <= AIM ? "met" : "**not met**",
                worst));
    }
}
