package dev.spark.provisioner;

import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import dev.spark.provisioner.domain.Applied;
import dev.spark.provisioner.domain.Limits;
import dev.spark.provisioner.domain.Order;
import dev.spark.provisioner.domain.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Sparks for tests. */
public final class Sparks {

    public static final SparkId ID = new SparkId("s-7f3kq2m6ab");
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    public static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEdo ada@example.org";
    public static final Limits LIMITS = new Limits(
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMinutes(5),
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            Duration.ofSeconds(4));

    private Sparks() {}

    public static SparkSpec spec() {
        return new SparkSpec(
                "brave-dolphin",
                "ada",
                null,
                null,
                null,
                new SparkSpec.Size("2", "4Gi", "10Gi"),
                List.of("GREETING"),
                Map.of(),
                null,
                Duration.ofMinutes(30),
                SparkSpec.WakePolicy.ANY,
                List.of());
    }

    public static Order order() {
        return new Order(spec(), "spark.local/spark:dev", "sealed", List.of(KEY), "ada", 0);
    }

    /** All parts as they were left well before {@link #NOW}, by the hash {@code wanted} and the fingerprint {@code seen}. */
    public static Map<Part, Applied> parts() {
        var parts = new EnumMap<Part, Applied>(Part.class);
        for (Part part : Part.values()) {
            parts.put(part, new Applied("wanted", "seen", NOW.minusSeconds(60)));
        }
        return parts;
    }

    /** For each part of the cluster the fingerprint {@code seen}. */
    public static Map<Part, String> fingerprints() {
        var fingerprints = new EnumMap<Part, String>(Part.class);
        Part.IN_CLUSTER.forEach(part -> fingerprints.put(part, "seen"));
        return fingerprints;
    }
}
