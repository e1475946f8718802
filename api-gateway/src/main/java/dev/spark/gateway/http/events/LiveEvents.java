package dev.spark.gateway.http.events;

import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.gateway.eventlog.Tail;
import dev.spark.gateway.eventlog.Tail.Shown;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The timeline as server-sent events: first what is in the log after a position, then what comes, each once and in order. A
 * reader gets the next few when it has taken the last ones; nothing is kept for it meanwhile.
 */
@ApplicationScoped
class LiveEvents {

    private static final int AT_ONCE = 50;

    private final Tail tail;
    private final Duration heartbeat;

    LiveEvents(Tail tail, GatewayConfig config) {
        this.tail = tail;
        this.heartbeat = config.events().heartbeat();
    }

    Multi<OutboundSseEvent> after(long start, Scope scope, Sse sse) {
        var position = new AtomicLong(start);
        // The first line goes out at once: a client knows that it is connected.
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(comment(sse, "connected")),
                        Multi.createBy()
                                .repeating()
                                .uni(() -> next(position, scope, sse))
                                .until(events -> tail.isStopped())
                                .onItem()
                                .<OutboundSseEvent>disjoint());
    }

    /** The next few events, or a heartbeat if there is none for a while. */
    private Uni<List<OutboundSseEvent>> next(AtomicLong position, Scope scope, Sse sse) {
        return tail.after(position.get(), scope, AT_ONCE).chain(page -> {
            position.set(page.readTo());
            if (!page.events().isEmpty()) {
                return Uni.createFrom()
                        .item(page.events().stream()
                                .map(shown -> event(sse, shown))
                                .toList());
            }
            return tail.beyond(page.readTo())
                    .map(last -> List.<OutboundSseEvent>of())
                    .ifNoItem()
                    .after(heartbeat)
                    .recoverWithItem(() -> List.of(comment(sse, "alive")));
        });
    }

    private static OutboundSseEvent comment(Sse sse, String text) {
        return sse.newEventBuilder().comment(text).build();
    }

    private static OutboundSseEvent event(Sse sse, Shown shown) {
        return sse.newEventBuilder()
                .id(String.valueOf(shown.event().position()))
                .name(shown.event().envelope().type())
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(String.class, shown.json())
                .build();
    }
}
