package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.failure.Failure;
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
            "  spark events demo -f                   from its beginning",
            "  spark events -f                        of all sparks, from now on",
            "  spark events -f --after 0              from the beginning",
            "  spark events -f -o json | jq .type     one event a line"
        })
public final class Events implements Callable<Integer> {
    private static final Duration QUIET = Duration.ofSeconds(60);

    /** As many as the API puts on a page. */
    private static final int LARGEST_PAGE = 500;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The spark's name or id; left out, all sparks.")
    private @Nullable String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Stays, and shows each event as it happens.")
    private boolean follow;

    @Option(
            names = "--after",
            paramLabel = "POSITION",
            description = "Only what comes after the event with that position; 0 for all.")
    private @Nullable Long after;

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
        if (follow && paging.isOnePage()) {
            throw Failure.wrongUsage(
                    "-f shows all that follows, not a page",
                    "Leave out --limit and --cursor; --after says where to begin.");
        }
        if (follow) {
            follow(address);
        } else if (paging.isOnePage() || format.isJson()) {
            new Listing(session, () -> path(address).with("after", after), about(address), paging)
                    .print(format, this::words);
        } else {
            printAll(address);
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

    /**
     * First what there is, then live from there on: nothing is left out between the two, whatever the feed begins with. Of all
     * sparks only what happens from now on, unless a beginning is given: the whole log is long.
     */
    private void follow(@Nullable String address) {
        var last = address == null && after == null ? fromNowOn() : printAll(address);
        var reader = session.output().flush();
        try (var feed = session.api().events(path(address), about(address), last, QUIET)) {
            while (reader && !Thread.currentThread().isInterrupted()) {
                if (feed.next() instanceof Happened event) {
                    print(Json.parseIfAny(event.data()));
                }
                reader = session.output().flush();
            }
        }
    }

    private @Nullable String fromNowOn() {
        session.output().passed("  from now on; from the beginning: spark events -f --after 0");
        return null;
    }

    /** Prints each page as it comes, as long as somebody reads; returns the position after which there was nothing more. */
    private String printAll(@Nullable String address) {
        var last = new String[] {after == null ? "0" : after.toString()};
        Pages.whileWanted(
                session.api(),
                cursor -> path(address)
                        .with("after", after)
                        .with("limit", LARGEST_PAGE)
                        .with("cursor", cursor),
                about(address),
                page -> {
                    page.forEach(event -> {
                        print(event);
                        last[0] = event.path("position").asText(last[0]);
                    });
                    return session.output().flush();
                });
        return last[0];
    }

    private void print(JsonNode event) {
        session.output().line(format.isJson() ? Json.write(event) : line().of(event));
    }
}
