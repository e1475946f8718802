package dev.spark.gateway.activator;

import java.util.List;

/**
 * Where the Service of a resting spark leads.
 *
 * @param addresses of the replicas, each once, in order
 * @param port the one that is the spark's on each of them
 */
public record Slice(List<String> addresses, int port) {

    public Slice {
        addresses = addresses.stream().distinct().sorted().toList();
    }
}
