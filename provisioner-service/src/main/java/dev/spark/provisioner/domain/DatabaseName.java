package dev.spark.provisioner.domain;

import dev.spark.events.SparkId;
import java.util.Optional;

/** The name of a spark's database and of its role: its id, opaque, as a plain identifier ({@code s_7f3kq2m9ab}). */
public record DatabaseName(String value) {

    public static DatabaseName of(SparkId spark) {
        return new DatabaseName(spark.value().replace('-', '_'));
    }

    /** The spark that a database or role of this name belongs to; empty for names of another shape. */
    public static Optional<SparkId> sparkOf(String name) {
        String id = name.replaceFirst("_", "-");
        return !name.contains("-") && SparkId.isId(id) ? Optional.of(new SparkId(id)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
