package dev.spark.gateway.http.events;

import dev.spark.gateway.app.Database;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.gateway.eventlog.Tail;
import dev.spark.gateway.http.Cursor;
import dev.spark.gateway.http.Fields;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pages of a timeline, and where to begin in it. */
@ApplicationScoped
class EventPages {

    static final String AFTER = "Only events after this position.";
    static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Tail tail;
    private final Database database;

    EventPages(Tail tail, Database database) {
        this.tail = tail;
        this.database = database;
    }

    Uni<Response> page(Scope scope, @Nullable String after, @Nullable String cursor, @Nullable String limitText) {
        int limit = Fields.limit(limitText);
        long position = Cursor.position(cursor)
                .or(() -> Fields.position(after, "after"))
                .orElse(0L);
        return database.within(tail.after(position, scope, limit + 1)).map(found -> {
            List<Tail.Shown> shown =
                    found.events().subList(0, Math.min(limit, found.events().size()));
            boolean more = found.events().size() > limit;
            String next = more ? '"' + Cursor.at(shown.getLast().event().position()) + '"' : "null";
            String body = shown.stream()
                    .map(Tail.Shown::json)
                    .collect(Collectors.joining(",", "{\"items\":[", "],\"next_cursor\":" + next + "}"));
            return Response.ok(body, MediaType.APPLICATION_JSON).build();
        });
    }

    static Optional<Long> start(@Nullable String lastEventId, @Nullable String after) {
        return Fields.position(lastEventId, LAST_EVENT_ID).or(() -> Fields.position(after, "after"));
    }
}
