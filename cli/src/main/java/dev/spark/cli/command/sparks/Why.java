package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.output.Ink;
import dev.spark.cli.output.Printable;
import dev.spark.cli.output.Table;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spark why}. */
@Command(
        name = "why",
        description = "Says why a spark is awake or asleep, and what happens to it next.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark why demo",
            "  spark why demo -o json | jq -r .decision",
            "",
            "A signal that is unknown counts as active: a spark sleeps only when all of them are quiet.",
            "Programs that wait count as nothing, and so does a client that only says that it is there:",
            "spark hold demo 8h --reason 'long job' keeps it awake."
        })
public final class Why implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Why(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var address = SparkName.requireAddress(name);
        var answer = session.sparks().answer(address, "activity");
        if (format.isJson()) {
            session.output().body(answer.body());
        } else {
            print(address, answer.json());
        }
        return 0;
    }

    private void print(String address, JsonNode activity) {
        var output = session.output();
        output.lines(state(address, activity));
        output.line("  " + Printable.of(activity.path("decision").asText("")));
        paragraph(facts(activity));
        paragraph(signals(activity.path("signals")));
        var holds = new ArrayList<JsonNode>();
        activity.path("holds").forEach(holds::add);
        paragraph(HoldTable.lines(holds, session.when()));
        paragraph(next(address, activity));
    }

    private void paragraph(List<String> lines) {
        if (!lines.isEmpty()) {
            session.output().line("");
            session.output().lines(lines);
        }
    }

    private List<String> state(String address, JsonNode activity) {
        var ink = session.output().ink();
        var since = time(activity.path("state_since"));
        var table = new Table();
        table.row()
                .cell(address, ink::bold)
                .cell(activity.path("state").asText("unknown"), ink::state)
                .cell(since == null ? "" : "since " + since);
        return table.lines();
    }

    private List<String> facts(JsonNode activity) {
        var facts = new Table();
        fact(facts, "last used", time(activity.path("last_active_at")));
        fact(facts, "measured", time(activity.path("measured_at")));
        var runs = activity.path("state").asText("").equals("running");
        var idle = Spark.text(activity.path("idle_timeout"));
        fact(facts, "sleeps", !runs || idle == null ? null : "after " + idle + " without use");
        return facts.lines();
    }

    private static void fact(Table facts, String what, @Nullable String value) {
        if (value != null) {
            facts.row().cell("  " + what).cell(value);
        }
    }

    private List<String> signals(JsonNode signals) {
        if (signals.isEmpty()) {
            return List.of();
        }
        var ink = session.output().ink();
        var table = new Table("SIGNAL", "LEVEL", "LAST ACTIVE", "DETAIL");
        for (var signal : signals) {
            var active = time(signal.path("active_at"));
            table.row()
                    .cell(signal.path("kind").asText(""))
                    .cell(signal.path("level").asText(""), level -> paint(ink, level))
                    .cell(active == null ? "" : active)
                    .cell(signal.path("detail").asText(""));
        }
        return table.lines();
    }

    private static String paint(Ink ink, String level) {
        return switch (level) {
            case "active" -> ink.green(level);
            case "unknown" -> ink.yellow(level);
            default -> ink.faint(level);
        };
    }

    private List<String> next(String address, JsonNode activity) {
        var lines = new ArrayList<String>();
        var sleeps = false;
        var table = new Table("NEXT", "AT");
        for (var transition : activity.path("next")) {
            var at = time(transition.path("at"));
            var what = transition.path("what").asText("");
            sleeps |= what.equals("sleep");
            table.row().cell(words(what)).cell(at == null ? "" : at);
        }
        if (!activity.path("next").isEmpty()) {
            lines.addAll(table.lines());
        }
        var idle = Spark.text(activity.path("idle_timeout"));
        if (activity.path("state").asText("").equals("running") && idle != null) {
            lines.addAll(
                    whatToDo(address, idle, sleeps, activity.path("verdict").asText("")));
        } else if (lines.isEmpty()) {
            lines.add("Nothing happens to it by itself.");
        }
        return lines;
    }

    /** Of one that runs: when it sleeps if no time is known yet, and what changes that. */
    private static List<String> whatToDo(String address, String idle, boolean sleeps, String verdict) {
        var keep = "To keep it awake, used or not: spark hold " + address + " 2h --reason REASON";
        if (sleeps) {
            return List.of(keep);
        }
        var when = verdict.equals("held")
                ? "It sleeps when its holds are over and it has not been used for " + idle + "."
                : "It sleeps " + idle + " after the last of this that counts.";
        return List.of(when + " At once: spark sleep " + address, keep);
    }

    private static String words(String what) {
        return switch (what) {
            case "sleep" -> "falls asleep";
            case "expire" -> "expires, into the trash";
            case "purge" -> "is removed for good";
            default -> what.replace('_', ' ');
        };
    }

    private @Nullable String time(JsonNode value) {
        var at = Spark.instant(value);
        return at == null ? null : session.when().of(at);
    }
}
