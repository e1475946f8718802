package dev.spark.cli.session;

import dev.spark.cli.http.ApiPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --limit} and {@code --cursor}, on every command that lists. */
public final class Paging {
    @Option(names = "--limit", paramLabel = "N", description = "At most so many: one page.")
    private @Nullable Integer limit;

    @Option(names = "--cursor", paramLabel = "C", description = "The page that begins there: an answer's next_cursor.")
    private @Nullable String cursor;

    /** Whether one page was asked for, rather than all of them. */
    public boolean isOnePage() {
        return limit != null || cursor != null;
    }

    /** The page that was asked for, or the first. */
    public ApiPath onto(ApiPath path) {
        return onto(path, cursor);
    }

    /** The page at that cursor. */
    public ApiPath onto(ApiPath path, @Nullable String at) {
        return path.with("limit", limit).with("cursor", at);
    }
}
