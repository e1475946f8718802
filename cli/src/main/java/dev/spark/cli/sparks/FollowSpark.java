package dev.spark.cli.sparks;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Api;
import dev.spark.cli.http.EventFeed;
import dev.spark.cli.surroundings.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches one spark until it has settled. Events only say when to look; what is believed is the spark itself, so that a lost
 * or repeated event changes nothing. Where events do not come, it looks every half second.
 */
public final class FollowSpark {
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** What happened before the feed was opened comes first, so that nothing falls between a look and the feed. */
    private static final String FROM_ITS_FIRST = "0";

    private static final Duration POLL = Duration.ofMillis(500);

    private final Api api;
    private final Sparks sparks;
    private final Time time;

    public FollowSpark(Api api, Time time) {
        this.api = api;
        this.sparks = new Sparks(api);
        this.time = time;
    }

    /**
     * The spark as it is when it has settled, or when the limit is over.
     *
     * @param limit how long to watch, none for as long as it takes
     * @throws Failure {@link ExitCode#NOT_FOUND} when it is not there any more
     */
    public Spark until(String address, Predicate<Spark> settled, Consumer<Spark> seen, @Nullable Duration limit) {
        var start = time.now();
        try (var feed = api.events(Sparks.path(address, "events"), Sparks.about(address), FROM_ITS_FIRST, QUIET)) {
            var live = true;
            while (true) {
                var spark = sparks.get(address);
                seen.accept(spark);
                if (settled.test(spark) || isOver(start, limit)) {
                    return spark;
                }
                live = live && hearNews(feed);
                if (!live) {
                    time.pause(POLL);
                }
            }
        }
    }

    private boolean isOver(Instant start, @Nullable Duration limit) {
        return Thread.currentThread().isInterrupted()
                || (limit != null && time.now().isAfter(start.plus(limit)));
    }

    /** Whatever the news are; several at once are a reason to look once. */
    private static boolean hearNews(EventFeed feed) {
        try {
            feed.next();
            while (feed.hasMore()) {
                feed.next();
            }
            return true;
        } catch (Failure e) {
            // The spark itself is asked next, and knows better why.
            return false;
        }
    }
}
