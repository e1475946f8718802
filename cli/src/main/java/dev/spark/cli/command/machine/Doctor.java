package dev.spark.cli.command.machine;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Request;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code spark doctor}. */
@Command(
        name = "doctor",
        description = "Looks at this machine and the stack on it: what works, what is missing, what to do.",
        customSynopsis = "spark doctor",
        footerHeading = "%nExamples:%n",
        footer = {"  spark doctor"})
public final class Doctor implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    private final Session session;

    public Doctor(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int code = new LocalStack(session).run("doctor", arguments);
        sayWhichRootsDoNotLast();
        return code;
    }

    /** Of the gateway that this command line is logged in to, if it answers. */
    private void sayWhichRootsDoNotLast() {
        try {
            var page = session.api()
                    .call(Request.get(ApiPath.of("sparks").with("limit", 100).toString())
                            .about("list of sparks")
                            .within(PATIENCE)
                            .once());
            for (var json : page.json().path("items")) {
                var spark = Spark.of(json);
                spark.steps().stream()
                        .filter(step -> step.name().equals("setup-root") && step.isFailed())
                        .forEach(step ->
                                session.output().line("warn  root            " + spark.name() + ": " + step.message()));
            }
        } catch (Failure e) {
            // No gateway: the findings above say so.
        }
    }
}
