package dev.spark.provisioner.manifest;

import dev.spark.events.SparkId;
import dev.spark.provisioner.domain.Order;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The labels of everything a spark consists of. What owners call their sparks and label them with is the gateway's and may
 * change without us, so of it only the name given at the creation is here.
 */
public final class Labels {

    public static final String PART_OF = "app.kubernetes.io/part-of";
    public static final String SPARK = "spark";
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String PROVISIONER = "spark-provisioner";
    public static final String ID = "spark.dev/id";
    public static final String NAME = "spark.dev/name";
    public static final String OWNER = "spark.dev/owner";

    private static final int LONGEST = 63;
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private Labels() {}

    static Map<String, String> of(SparkId id, Order order) {
        return new TreeMap<>(Map.of(
                PART_OF, SPARK,
                MANAGED_BY, PROVISIONER,
                ID, id.value(),
                NAME, safe(order.spec().name()),
                OWNER, safe(order.spec().owner())));
    }

    static Map<String, String> selecting(SparkId id) {
        return Map.of(ID, id.value());
    }

    /** The text as a label value; two texts that are not values themselves stay different. */
    static String safe(String text) {
        if (VALUE.matcher(text).matches()) {
            return text;
        }
        String tail = "-" + Hashes.sha256(text).substring(0, 8);
        String kept = text.replaceAll("[^-A-Za-z0-9_.]", "_").replaceAll("^[^A-Za-z0-9]+", "");
        String value = kept.substring(0, Math.min(kept.length(), LONGEST - tail.length())) + tail;
        return value.startsWith("-") ? "x" + value : value;
    }
}
