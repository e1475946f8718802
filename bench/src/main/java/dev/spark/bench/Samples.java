package dev.spark.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Times in milliseconds. */
final class Samples {

    private final List<Double> milliseconds = Collections.synchronizedList(new ArrayList<>());

    interface Work {
        void run() throws Exception;
    }

    void time(Work work) throws Exception {
        long started = System.nanoTime();
        work.run();
        addNanos(System.nanoTime() - started);
    }

    void addNanos(long nanos) {
        milliseconds.add(nanos / 1e6);
    }

    int count() {
        return milliseconds.size();
    }

    double p(double percentile) {
        List<Double> sorted = milliseconds.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(percentile / 100 * sorted.size() - 0.5)));
    }

    /** {@code p50 / p99} in milliseconds. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f / %.1f", p(50), p(99));
    }
}
