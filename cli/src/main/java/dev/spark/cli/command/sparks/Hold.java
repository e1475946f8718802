package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Pages;
import dev.spark.cli.json.Json;
import dev.spark.cli.session.DurationAsTyped;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark hold}: options rather than subcommands, for a spark may be called “list”. */
@Command(
        name = "hold",
        description = "Keeps a spark awake for a while, used or not; shows and takes back such holds.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark hold demo 2h --reason 'nightly build'",
            "  spark hold demo 8h --reason training --name gpu      several may hold it, each by its name",
            "  spark hold demo --list",
            "  spark hold demo --release gpu",
            "",
            "A hold does not wake a spark, and one that is asked to sleep does so all the same."
        })
public final class Hold implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "2h",
            converter = DurationAsTyped.class,
            description = "How long, at most a day.")
    private @Nullable String length;

    @Option(names = "--reason", paramLabel = "R", description = "Why, for whoever wonders.")
    private @Nullable String reason;

    @Option(
            names = "--name",
            paramLabel = "N",
            description = "What to call the hold; one of the same name is replaced. Usually “hold”.")
    private @Nullable String holdName;

    @Option(names = "--list", description = "Shows what holds it at the moment.")
    private boolean list;

    @Option(names = "--release", paramLabel = "N", description = "Takes back the hold of that name before its end.")
    private @Nullable String released;

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Hold(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var address = SparkName.requireAddress(name);
        var ofNewOne = Stream.of(length, reason, holdName).anyMatch(Objects::nonNull);
        if (list ? ofNewOne || released != null : ofNewOne && released != null) {
            throw Failure.wrongUsage(
                    "--list and --release go with a name only", "Write: spark hold " + address + " --list");
        }
        if (list) {
            show(address);
        } else if (released != null) {
            release(address, released);
        } else {
            hold(address);
        }
        return 0;
    }

    private void show(String address) {
        var answer = session.sparks().answer(address, "holds");
        if (format.isJson()) {
            session.output().body(answer.body());
            return;
        }
        var holds = Pages.items(answer.json());
        if (holds.isEmpty()) {
            session.output().passed("Nothing holds " + address + ".");
        }
        session.output().lines(HoldTable.lines(holds, session.when()));
    }

    private void release(String address, String hold) {
        session.sparks().release(address, hold);
        if (!format.isJson()) {
            session.output().line("Released " + hold);
        }
    }

    private void hold(String address) {
        if (length == null) {
            throw Failure.wrongUsage(
                    "it is not said how long to hold " + address,
                    "Write: spark hold " + address + " 2h --reason R; or --list, or --release HOLD.");
        }
        if (reason == null) {
            throw Failure.wrongUsage(
                    "a hold has a reason", "Write: spark hold " + address + " " + length + " --reason 'nightly build'");
        }
        var wish = Json.object();
        if (holdName != null) {
            wish.put("name", holdName);
        }
        wish.put("for", length).put("reason", reason);
        var spark = session.sparks().get(address);
        var answer = session.sparks().ask(spark.address(), "holds", wish);
        if (format.isJson()) {
            session.output().body(answer.body());
        } else {
            announce(spark, answer.json());
        }
    }

    private void announce(Spark spark, JsonNode hold) {
        var output = session.output();
        var until = Spark.instant(hold.path("until"));
        output.line(output.ink().bold(spark.name()) + " is held"
                + (until == null ? "" : " until " + session.when().of(until)));
        if (spark.isAsleep() || spark.isStopped()) {
            output.note(
                    "  it is " + spark.stateInWords() + ", and a hold does not wake it: spark wake " + spark.name());
        }
        output.passed("  take it back: spark hold " + spark.name() + " --release "
                + hold.path("name").asText("hold"));
    }
}
