package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.output.Durations;
import dev.spark.cli.output.Table;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.Spark.Step;
import dev.spark.cli.sparks.SparkName;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spark status}. */
@Command(
        name = "status",
        description = "Shows one spark: its state and why, its size, its steps.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark status demo", "  spark status demo -o json | jq -r .state"})
public final class Status implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Status(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var answer = session.sparks().answer(SparkName.requireAddress(name));
        if (format.isJson()) {
            session.output().body(answer.body());
        } else {
            print(Spark.of(answer.json()));
        }
        return 0;
    }

    private void print(Spark spark) {
        var ink = session.output().ink();
        var json = spark.json();
        var facts = new Table();
        facts.row().cell(spark.name(), ink::bold).cell(spark.state(), ink::state);
        fact(facts, "why", spark.stateReason());
        fact(facts, "queue", spark.queuePosition() == null ? null : "place " + spark.queuePosition());
        fact(facts, "id", spark.id());
        fact(facts, "owner", Spark.text(json.path("owner")));
        fact(facts, "image", Spark.text(json.path("image")));
        fact(facts, "template", Spark.text(json.path("template")));
        fact(facts, "ports", words(json.path("ports")));
        fact(facts, "size", SparkTable.size(json.path("size")));
        fact(facts, "labels", pairs(json.path("labels")));
        fact(facts, "environment", words(json.path("env_names")));
        fact(
                facts,
                "set-up",
                spark.isSetUpFailed() && !spark.isGoing() ? "failed; try again: spark setup " + spark.name() : null);
        fact(facts, "created", time(json.path("created_at")));
        fact(facts, "last used", time(json.path("last_active_at")));
        fact(facts, "sleeps", time(json.path("sleeps_at")));
        fact(facts, "expires", spark.isGoing() ? null : time(json.path("expires_at")));
        fact(facts, "database", Spark.text(json.path("database").path("name")));
        fact(facts, "kept until", time(json.path("purge_at")));
        fact(facts, "undelete", spark.isTrashed() ? "spark undelete " + spark.address() : null);
        fact(facts, "ssh", spark.isGoing() ? null : "spark shell " + spark.name());
        session.output().lines(facts.lines());
        if (!spark.steps().isEmpty()) {
            session.output().line("");
            session.output().lines(steps(spark));
        }
    }

    private static void fact(Table facts, String what, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.row().cell("  " + what).cell(value);
        }
    }

    private List<String> steps(Spark spark) {
        var ink = session.output().ink();
        var table = new Table();
        for (var step : spark.steps()) {
            table.row()
                    .cell("  " + step.name())
                    .cell(step.state(), step.isFailed() ? ink::red : step.isDone() ? ink::green : ink::yellow)
                    .cell(took(step))
                    .cell(step.message() == null ? "" : step.message());
        }
        return table.lines();
    }

    private static String took(Step step) {
        return step.startedAt() == null || step.finishedAt() == null
                ? ""
                : Durations.exact(Duration.between(step.startedAt(), step.finishedAt()));
    }

    private @Nullable String time(JsonNode value) {
        var at = Spark.instant(value);
        return at == null ? null : session.when().of(at);
    }

    private static String pairs(JsonNode object) {
        var pairs = new StringJoiner(", ");
        object.properties()
                .forEach(entry ->
                        pairs.add(entry.getKey() + "=" + entry.getValue().asText()));
        return pairs.toString();
    }

    private static String words(JsonNode array) {
        var words = new StringJoiner(", ");
        array.forEach(word -> words.add(word.asText()));
        return words.toString();
    }
}
