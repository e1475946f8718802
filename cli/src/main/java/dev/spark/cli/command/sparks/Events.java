package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.EventFeed.Happened;
import dev.spark.cli.http.Pages;
import dev.spark.cli.json.Json;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Listing;
import dev.spark.cli.session.Paging;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.sparks.Sparks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark events}. */
@Command(
        name = "events",
        description = "Shows what happened to a spark, or to all of them; with -f also what happens next.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark events demo",
            "  spark events demo -f",
            "  spark events -f -o json | jq .type     one event a line"
        })
public final class Events implements Callable<Integer> {
    private static final Duration QUIET = Duration.ofSeconds(60);

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The spark's name or id; left out, all sparks.")
    private @Nullable String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Stays, and shows each event as it happens.")
    private boolean follow;

    @Mixin
    private Paging paging = new Paging();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Events(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var address = name == null ? null : SparkName.requireAddress(name);
        if (follow) {
            follow(address);
        } else {
            new Listing(session, () -> path(address), about(address), paging).print(format, this::words);
        }
        return 0;
    }

    private static ApiPath path(@Nullable String address) {
        return address == null ? ApiPath.of("events") : Sparks.path(address, "events");
    }

    private static String about(@Nullable String address) {
        return address == null ? "timeline" : Sparks.about(address);
    }

    private List<String> words(List<JsonNode> events) {
        var line = line();
        return events.stream().map(line::of).toList();
    }

    private EventLine line() {
        return new EventLine(session.output().ink(), name == null);
    }

    /** First what there is, then live from there on: nothing is left out between the two, whatever the feed begins with. */
    private void follow(@Nullable String address) {
        var last = new String[] {"0"};
        Pages.forEach(
                session.api(),
                cursor -> paging.onto(path(address), cursor),
                about(address),
                page -> page.forEach(event -> {
                    print(event);
                    last[0] = event.path("position").asText(last[0]);
                }));
        var reader = session.output().flush();
        try (var feed = session.api().events(path(address), about(address), last[0], QUIET)) {
            while (reader && !Thread.currentThread().isInterrupted()) {
                if (feed.next() instanceof Happened event) {
                    print(Json.parseIfAny(event.data()));
                }
                reader = session.output().flush();
            }
        }
    }

    private void print(JsonNode event) {
        session.output().line(format.isJson() ? Json.write(event) : line().of(event));
    }
}
