package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Request;
import dev.spark.cli.json.Json;
import dev.spark.cli.session.DurationAsTyped;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.sparks.Sparks;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark set}: what is not named stays. */
@Command(
        name = "set",
        description = "Changes a spark's labels, its idle time or what wakes it, at once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark set demo --idle 2h",
            "  spark set demo --wake-policy manual",
            "  spark set demo --label team=web --label tmp=        one added or changed, one removed",
            "",
            "Its environment and its size are those it was created with: for others make a new one."
        })
public final class SetSpark implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Option(
            names = "--label",
            paramLabel = "K=V",
            description = "Sets one label; K= removes it. Again for more. The others stay.")
    private @Nullable List<String> labels;

    @Option(
            names = "--idle",
            paramLabel = "30m",
            converter = DurationAsTyped.class,
            description = "Falls asleep after that time without use.")
    private @Nullable String idle;

    @Option(
            names = "--wake-policy",
            paramLabel = "any|ssh|manual",
            description = "What wakes it: any connection, ssh only, or only being asked to.")
    private @Nullable String wakePolicy;

    @Mixin
    private Format format = new Format();

    private final Session session;

    public SetSpark(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var address = SparkName.requireAddress(name);
        if (labels == null && idle == null && wakePolicy == null) {
            throw Failure.wrongUsage(
                    "it is not said what to change of " + address,
                    "Give --label, --idle or --wake-policy: spark set " + address + " --idle 2h");
        }
        var changes = Assignments.parse("--label", labels, key -> null);
        var spark = session.sparks().get(address);
        var wish = Json.object();
        if (labels != null) {
            var all = wish.putObject("labels");
            spark.json()
                    .path("labels")
                    .properties()
                    .forEach(label -> all.put(label.getKey(), label.getValue().asText()));
            changes.forEach((key, value) -> change(all, key, value));
        }
        if (idle != null) {
            wish.put("idle_timeout", idle);
        }
        if (wakePolicy != null) {
            wish.put("wake_policy", wakePolicy);
        }
        var answer = session.api()
                .call(Request.patch(Sparks.path(spark.address()).toString(), wish)
                        .about(Sparks.about(address)));
        if (format.isJson()) {
            session.output().body(answer.body());
        } else {
            say(Spark.of(answer.json()));
        }
        return 0;
    }

    private static void change(ObjectNode labels, String key, String value) {
        if (value.isEmpty()) {
            labels.remove(key);
        } else {
            labels.put(key, value);
        }
    }

    private void say(Spark spark) {
        var json = spark.json();
        var shown = new StringJoiner(", ");
        json.path("labels")
                .properties()
                .forEach(label ->
                        shown.add(label.getKey() + "=" + label.getValue().asText()));
        session.output()
                .line(session.output().ink().bold(spark.name()) + ": sleeps after "
                        + json.path("idle_timeout").asText("?") + " without use, wakes by "
                        + json.path("wake_policy").asText("?") + ", labels "
                        + (shown.length() == 0 ? "none" : shown));
    }
}
