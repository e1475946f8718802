package dev.spark.cli.command.sparks;

import dev.spark.cli.json.Json;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import org.jspecify.annotations.Nullable;

/**
 * What {@code spark wake}, {@code retry} and {@code reset-root} do: ask for it, and wait until the spark runs; or until it
 * rests, where that is what is tried again.
 */
final class Rise {
    private final Session session;
    private final Waiting waiting;
    private final Format format;

    Rise(Session session, Waiting waiting, Format format) {
        this.session = session;
        this.waiting = waiting;
        this.format = format;
    }

    /**
     * @param change as the API calls it: {@code wake}
     * @param atRest what to say of one that is not to run now; null where it is to
     */
    int ask(String name, String change, @Nullable String atRest) {
        var start = session.surroundings().time().now();
        var answer = session.sparks().ask(SparkName.requireAddress(name), change, Json.object());
        var spark = Spark.of(answer.json());
        var rests = atRest != null && !spark.isComing();
        if (!waiting.isWanted() || rests) {
            if (format.isJson()) {
                session.output().body(answer.body());
            } else {
                session.output().line(spark.name() + " is " + spark.stateInWords());
                if (rests) {
                    session.output().passed("  " + atRest);
                }
            }
            return 0;
        }
        if (change.equals("retry") && spark.isComingToRest()) {
            return new Rest(session, waiting, format).reach(spark, start);
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
