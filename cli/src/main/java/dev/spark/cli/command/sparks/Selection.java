package dev.spark.cli.command.sparks;

import dev.spark.cli.http.ApiPath;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which sparks a list is of. */
final class Selection {
    private static final Duration EXPIRING_WITHIN = Duration.ofHours(48);

    @Option(
            names = "--state",
            paramLabel = "S",
            description = "Only those in that state, such as running, failed or trashed.")
    private @Nullable String state;

    @Option(names = "--label", paramLabel = "K=V", description = "Only those with that label. Again for more.")
    private @Nullable List<String> labels;

    @Option(names = "--prefix", paramLabel = "P", description = "Only those whose name begins so.")
    private @Nullable String prefix;

    @Option(names = "--owner", paramLabel = "USER", description = "Only those of that user (for admins).")
    private @Nullable String owner;

    @Option(names = "--expiring", description = "Only those that expire within 48 hours, and when.")
    private boolean expiring;

    /** Whether it is about when they expire. */
    boolean isOfExpiring() {
        return expiring;
    }

    /** The list of them, without a page of it. */
    ApiPath path(Instant now) {
        var path = ApiPath.of("sparks").with("state", state);
        for (var label : labels == null ? List.<String>of() : labels) {
            path.with("label", label);
        }
        var before = now.plus(EXPIRING_WITHIN).truncatedTo(ChronoUnit.SECONDS);
        return path.with("prefix", prefix).with("owner", owner).with("expiring_before", expiring ? before : null);
    }
}
