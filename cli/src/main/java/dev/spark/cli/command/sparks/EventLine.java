package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.output.Ink;
import dev.spark.cli.output.Printable;
import java.util.StringJoiner;

/** An event of the timeline as one line: when, whose, what, and what belongs to it. */
final class EventLine {
    private final Ink ink;
    private final boolean withSpark;

    EventLine(Ink ink, boolean withSpark) {
        this.ink = ink;
        this.withSpark = withSpark;
    }

    String of(JsonNode event) {
        var spark = event.path("spark_name").asText(event.path("spark_id").asText(""));
        var line = ink.faint(Printable.of(event.path("at").asText("")));
        if (withSpark) {
            line += "  " + Printable.of("%-20s".formatted(spark));
        }
        var details = details(event);
        line += "  " + Printable.of(words(event.path("type").asText("")));
        return details.isEmpty() ? line : line + "  " + ink.faint(Printable.of(details));
    }

    /** {@code spark.step-reached.v1} is “step reached”. */
    static String words(String type) {
        var parts = type.split("\\.");
        var from = parts.length > 1 && parts[0].equals("spark") ? 1 : 0;
        var to = parts.length > 1 && parts[parts.length - 1].matches("v\\d+") ? parts.length - 1 : parts.length;
        var words = new StringJoiner(" ");
        for (int i = from; i < to; i++) {
            words.add(parts[i].replace('-', ' ').replace('_', ' '));
        }
        return words.toString();
    }

    private static String details(JsonNode event) {
        var details = new StringJoiner("  ");
        event.path("data").properties().forEach(field -> {
            if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                details.add(field.getKey() + "=" + field.getValue().asText());
            }
        });
        var actor = event.path("actor").asText("");
        return actor.isEmpty() || actor.equals("null")
                ? details.toString()
                : details.add("by " + actor).toString();
    }
}
