package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.output.Durations;
import dev.spark.cli.output.Ink;
import dev.spark.cli.output.Table;
import dev.spark.cli.output.When;
import dev.spark.cli.sparks.Spark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Sparks as lines of a table. */
final class SparkTable {
    private final Ink ink;
    private final Instant now;
    private final When when;
    private final boolean withExpiry;

    /** @param withExpiry whether it is about when they expire */
    SparkTable(Ink ink, Instant now, boolean withExpiry) {
        this.ink = ink;
        this.now = now;
        this.when = new When(now);
        this.withExpiry = withExpiry;
    }

    /**
     * With a column for the owner where there are several, and with the ids where some are in the trash, whose names may be
     * others' by now. Empty for no sparks.
     */
    List<String> lines(List<JsonNode> items) {
        if (items.isEmpty()) {
            return List.of();
        }
        var severalOwners = items.stream().map(SparkTable::owner).distinct().count() > 1;
        var someTrashed = items.stream().map(Spark::of).anyMatch(Spark::isTrashed);
        var table = new Table(headings(severalOwners, someTrashed));
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
            if (withExpiry) {
                row.cell(time(spark.expiresAt()));
            }
            if (someTrashed) {
                row.cell(spark.id()).cell(time(spark.purgeAt()));
            }
            row.cell(remark(spark), ink::faint);
        }
        return table.lines();
    }

    private String[] headings(boolean severalOwners, boolean someTrashed) {
        var headings = new ArrayList<>(List.of("NAME", "STATE", "SIZE", "AGE"));
        if (severalOwners) {
            headings.add("OWNER");
        }
        if (withExpiry) {
            headings.add("EXPIRES");
        }
        if (someTrashed) {
            headings.addAll(List.of("ID", "KEPT UNTIL"));
        }
        return headings.toArray(String[]::new);
    }

    private String time(@Nullable Instant at) {
        return at == null ? "" : when.of(at);
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
        var remarks = new StringJoiner("; ");
        if (spark.queuePosition() != null && spark.isComing()) {
            remarks.add("place " + spark.queuePosition() + " in the queue");
        } else if (spark.stateReason() != null) {
            remarks.add(spark.stateReason());
        }
        if (spark.isSetUpFailed() && !spark.isGoing()) {
            remarks.add("set-up failed: spark setup " + spark.name());
        }
        var sleeps = spark.sleepsAt();
        if (sleeps != null && spark.isRunning()) {
            remarks.add("sleeps " + soon(sleeps));
        }
        var expires = spark.expiresAt();
        if (expires != null && !withExpiry && !spark.isGoing()) {
            remarks.add("expires " + soon(expires));
        }
        return remarks.toString();
    }

    /** What is due and has not happened yet is about to. */
    private String soon(Instant at) {
        return when.distance(at.isBefore(now) ? now : at);
    }
}
