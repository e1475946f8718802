package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Request;
import dev.spark.cli.output.Table;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spark templates}. */
@Command(
        name = "templates",
        description = "Lists what sparks can be made from.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark templates", "  spark create demo --template api-go"})
public final class Templates implements Callable<Integer> {
    @Mixin
    private Format format = new Format();

    private final Session session;

    public Templates(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var answer = session.api()
                .call(Request.get(ApiPath.of("templates").toString()).about("list of templates"));
        if (format.isJson()) {
            session.output().body(answer.body());
            return 0;
        }
        var table = new Table("NAME", "WHAT IT IS", "PORTS", "SIZE");
        for (var template : answer.json().path("items")) {
            table.row()
                    .cell(template.path("name").asText())
                    .cell(template.path("title").asText())
                    .cell(words(template.path("ports")))
                    .cell(SparkTable.size(template.path("size")));
        }
        session.output().lines(table.lines());
        for (var problem : answer.json().path("problems")) {
            session.output().note("left out: " + problem(problem));
        }
        return 0;
    }

    private static String problem(JsonNode problem) {
        var line = problem.path("line").asInt();
        return problem.path("file").asText() + (line > 0 ? ", line " + line : "") + ": "
                + problem.path("message").asText();
    }

    private static String words(JsonNode values) {
        var words = new StringJoiner(", ");
        values.forEach(value -> words.add(value.asText()));
        return words.toString();
    }
}
