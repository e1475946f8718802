package dev.spark.cli.command.sparks;

import dev.spark.cli.json.Json;
import dev.spark.cli.session.DurationAsTyped;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark extend}. */
@Command(
        name = "extend",
        description = "Has a spark live that long from now on; then it goes to the trash.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark extend demo --ttl 7d",
            "  spark extend demo --ttl 1h                  sooner than before works too",
            "  spark extend demo --ttl never               it does not expire any more",
            "  spark extend demo --ttl 7d -o json | jq -r .expires_at",
            "  spark list --expiring                       those that expire soon"
        })
public final class Extend implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Option(
            names = "--ttl",
            paramLabel = "7d",
            required = true,
            converter = DurationAsTyped.OrNever.class,
            description = "How long it lives from now on, such as 12h or 1w; never: it stays.")
    private String ttl = "";

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Extend(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var wish = Json.object().put("ttl", ttl);
        var answer = session.sparks().ask(SparkName.requireAddress(name), "extend", wish);
        if (format.isJson()) {
            session.output().body(answer.body());
            return 0;
        }
        var spark = Spark.of(answer.json());
        var expires = spark.expiresAt();
        session.output()
                .line(session.output().ink().bold(spark.name())
                        + (expires == null
                                ? " does not expire"
                                : " expires " + session.when().of(expires)));
        return 0;
    }
}
