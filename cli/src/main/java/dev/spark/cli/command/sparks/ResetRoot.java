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

/** {@code spark reset-root}. */
@Command(
        name = "reset-root",
        description = {
            "Puts a spark's root file system back to the image's: what was installed or changed outside its home is gone.",
            "Its home and its database stay. What runs in it ends."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  spark reset-root demo", "  spark reset-root demo --no-wait"})
public final class ResetRoot implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Waiting waiting = new Waiting();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public ResetRoot(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var start = session.surroundings().time().now();
        var answer = session.sparks().ask(SparkName.requireAddress(name), "reset-root", Json.object());
        var spark = Spark.of(answer.json());
        if (!waiting.isWanted() || !spark.isComing()) {
            if (format.isJson()) {
                session.output().body(answer.body());
            } else {
                session.output().line(spark.name() + " is " + spark.state());
                session.output().passed("  it has the image's root when it runs next");
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
