package dev.spark.cli.command.sparks;

import dev.spark.cli.json.Json;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spark retry}. */
@Command(
        name = "retry",
        description = "Tries again what a spark has failed at.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark retry demo", "  spark retry demo --timeout 2m"})
public final class Retry implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Waiting waiting = new Waiting();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Retry(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var start = session.surroundings().time().now();
        var nothing = Json.object();
        var answer = session.sparks().ask(SparkName.requireAddress(name), "retry", nothing);
        var spark = Spark.of(answer.json());
        if (!waiting.isWanted()) {
            if (format.isJson()) {
                session.output().body(answer.body());
            } else {
                session.output().line(spark.name() + " is " + spark.state());
            }
            return 0;
        }
        var arrived = new Arrival(session).await(spark, waiting.limit());
        if (format.isJson()) {
            session.output().body(session.sparks().answer(arrived.address()).body());
        } else {
            new Arrival(session).announce(arrived, start, true);
        }
        return 0;
    }
}
