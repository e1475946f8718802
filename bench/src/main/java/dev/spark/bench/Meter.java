package dev.spark.bench;

import dev.spark.system.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * What a service's Micrometer timer has counted.
 *
 * @param count how often
 * @param seconds how long in all
 */
record Meter(double count, double seconds) {

    /** Asks a service of the stack. */
    static Meter read(Stack stack, HttpClient http, String service, String timer)
            throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + stack.port(service) + "/q/metrics");
        var answer = http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(metrics + " answered " + answer.statusCode());
        }
        return of(answer.body(), timer);
    }

    /**
     * Of a text in Prometheus' format; zero where the timer has not been used yet. Lines of different labels are summed.
     *
     * @param timer as in the code, {@code spark.lifecycle.tick}
     */
    static Meter of(String text, String timer) {
        String name = timer.replace('.', '_') + "_seconds";
        return new Meter(sum(text, name + "_count"), sum(text, name + "_sum"));
    }

    Meter since(Meter before) {
        return new Meter(count - before.count, seconds - before.seconds);
    }

    /** Not a number where nothing was counted. */
    double meanMillis() {
        return seconds / count * 1e3;
    }

    private static double sum(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
