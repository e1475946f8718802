package dev.spark.cli.command.sparks;

import dev.spark.cli.http.ApiPath;
import dev.spark.cli.session.Listing;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Shows a list of sparks whenever something has happened to any: on a terminal the whole picture anew, elsewhere a line for
 * each spark that is in another state than before, or the API's body when it is another one.
 */
final class WatchSparks {
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Session session;
    private final Listing listing;
    private final Supplier<SparkTable> table;
    private final boolean json;
    private final Map<String, String> states = new HashMap<>();
    private byte[] lastBody = {};

    /** @param table a table as of now */
    WatchSparks(Session session, Listing listing, Supplier<SparkTable> table, boolean json) {
        this.session = session;
        this.listing = listing;
        this.table = table;
        this.json = json;
    }

    /** Until nobody reads the output any more. */
    void run() {
        try (var feed = session.api().events(ApiPath.of("events"), "timeline", null, QUIET)) {
            while (show() && !Thread.currentThread().isInterrupted()) {
                feed.next();
                while (feed.hasMore()) {
                    feed.next();
                }
            }
        }
    }

    private boolean show() {
        if (json) {
            showBody();
        } else if (session.output().isTerminal()) {
            var lines = table.get().lines(listing.items());
            session.output().restartScreen();
            session.output().lines(lines.isEmpty() ? List.of("No sparks here.") : lines);
        } else {
            showChanges();
        }
        return session.output().flush();
    }

    private void showBody() {
        var body = listing.body();
        if (!Arrays.equals(body, lastBody)) {
            session.output().body(body);
            session.output().line("");
            lastBody = body;
        }
    }

    private void showChanges() {
        var now = new HashMap<String, String>();
        for (var item : listing.items()) {
            var spark = Spark.of(item);
            now.put(spark.address(), spark.state());
            if (!spark.state().equals(states.get(spark.address()))) {
                session.output()
                        .line((spark.name() + "  " + spark.state() + "  "
                                        + table.get().remark(spark))
                                .strip());
            }
        }
        states.clear();
        states.putAll(now);
    }
}
