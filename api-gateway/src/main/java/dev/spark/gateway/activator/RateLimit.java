package dev.spark.gateway.activator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets so many pass in a time, for each key: a bucket of so many that fills again evenly. Remembers a bounded number of keys; of
 * those who have not come for the longest, it forgets that they did.
 */
final class RateLimit<K> {

    private static final int MOST_KEYS = 10_000;

    private final int most;
    private final Duration within;
    private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Bucket> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private record Bucket(double left, Instant at) {}

    RateLimit(int most, Duration within) {
        this.most = most;
        this.within = within;
    }

    /** Whether this one may pass; if so it has. */
    synchronized boolean pass(K key, Instant now) {
        Bucket bucket = buckets.getOrDefault(key, new Bucket(most, now));
        double left = Math.min(most, bucket.left() + refill(Duration.between(bucket.at(), now)));
        boolean passes = left >= 1;
        buckets.put(key, new Bucket(passes ? left - 1 : left, now));
        return passes;
    }

    private double refill(Duration passed) {
        return passed.isNegative() ? 0 : (double) passed.toMillis() * most / within.toMillis();
    }
}
