package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.output.Table;
import dev.spark.cli.output.When;
import dev.spark.cli.sparks.Spark;
import java.util.List;

/** Holds as lines of a table. */
final class HoldTable {
    private HoldTable() {}

    /** Empty for no holds. */
    static List<String> lines(List<JsonNode> holds, When when) {
        if (holds.isEmpty()) {
            return List.of();
        }
        var table = new Table("HOLD", "UNTIL", "BY", "REASON");
        for (var hold : holds) {
            var until = Spark.instant(hold.path("until"));
            table.row()
                    .cell(hold.path("name").asText(""))
                    .cell(until == null ? "" : when.of(until))
                    .cell(hold.path("requested_by").asText(""))
                    .cell(hold.path("reason").asText(""));
        }
        return table.lines();
    }
}
