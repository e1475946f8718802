package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.output.Durations;
import dev.spark.cli.output.Ink;
import dev.spark.cli.output.Table;
import dev.spark.cli.sparks.Spark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Sparks as lines of a table. */
final class SparkTable {
    private final Ink ink;
    private final Instant now;

    SparkTable(Ink ink, Instant now) {
        this.ink = ink;
        this.now = now;
    }

    /** With a column for the owner where there are several. Empty for no sparks. */
    List<String> lines(List<JsonNode> items) {
        if (items.isEmpty()) {
            return List.of();
        }
        var severalOwners = items.stream().map(SparkTable::owner).distinct().count() > 1;
        var table = severalOwners
                ? new Table("NAME", "STATE", "SIZE", "AGE", "OWNER")
                : new Table("NAME", "STATE", "SIZE", "AGE");
        for (var item : items) {
            var spark = Spark.of(item);
            var row = table.row()
                    .cell(spark.name())
                    .cell(spark.state(), ink::state)
                    .cell(size(item.path("size")))
                    .cell(age(spark));
            if (severalOwners) {
                row.cell(owner(item));
            }
            row.cell(remark(spark), ink::faint);
        }
        return table.lines();
    }

    private static String owner(JsonNode item) {
        return item.path("owner").asText("");
    }

    private String age(Spark spark) {
        return spark.createdAt() == null ? "" : Durations.rough(Duration.between(spark.createdAt(), now));
    }

    /** {@code 2 cpu, 4Gi, 20Gi}. */
    static String size(JsonNode size) {
        var cpu = size.path("cpu").asText("");
        var memory = size.path("memory").asText("");
        var storage = size.path("storage").asText("");
        return List.of(cpu.isEmpty() ? "" : cpu + " cpu", memory, storage).stream()
                .filter(part -> !part.isEmpty())
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    /** What else is worth knowing at a glance. */
    String remark(Spark spark) {
        if (spark.queuePosition() != null && spark.isComing()) {
            return "place " + spark.queuePosition() + " in the queue";
        }
        if (spark.stateReason() != null) {
            return spark.stateReason();
        }
        var expires = Spark.instant(spark.json().path("expires_at"));
        return expires == null ? "" : "expires in " + Durations.rough(Duration.between(now, expires));
    }
}
