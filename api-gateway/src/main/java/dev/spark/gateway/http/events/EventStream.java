package dev.spark.gateway.http.events;

import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.gateway.eventlog.Tail;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader of the timeline. The next few events are fetched when the connection has room for them, so a slow reader costs
 * no memory. Runs on its connection's context only.
 *
 * <p>It ends, for its reader to come back with {@code Last-Event-ID}, when the log cannot be read, when its token is no longer
 * valid, and when the process stops.
 */
final class EventStream {

    private static final int AT_ONCE = 50;

    private final HttpServerResponse response;
    private final Context context;
    private final Tail tail;
    private final Scope scope;
    private final GatewayConfig.Events config;
    private final Supplier<Uni<Void>> stillAllowed;
    private final Function<Runnable, Runnable> onRevoked;
    private final AtomicInteger open;
    private long position;
    private boolean ended;
    private long checkedAt = System.nanoTime();
    private @Nullable Cancellable waiting;
    private Runnable forgetRevocation = () -> {};

    EventStream(
            HttpServerResponse response,
            Context context,
            Tail tail,
            Scope scope,
            long start,
            GatewayConfig.Events config,
            Supplier<Uni<Void>> stillAllowed,
            Function<Runnable, Runnable> onRevoked,
            AtomicInteger open) {
        this.response = response;
        this.context = context;
        this.tail = tail;
        this.scope = scope;
        this.position = start;
        this.config = config;
        this.stillAllowed = stillAllowed;
        this.onRevoked = onRevoked;
        this.open = open;
    }

    void begin() {
        if (response.closed() || response.ended()) {
            return;
        }
        open.incrementAndGet();
        response.closeHandler(closed -> end());
        response.exceptionHandler(failure -> end());
        forgetRevocation = onRevoked.apply(() -> context.runOnContext(ignored -> end()));
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=UTF-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
        // At once: the reader knows that it is connected, and where to go on if that ends before there was an event.
        write(Buffer.buffer("id: " + position + "\n: connected\n\n"));
    }

    private void next() {
        if (ended) {
            return;
        }
        if (tail.isStopped()) {
            end();
        } else if (System.nanoTime() - checkedAt > config.recheck().toNanos()) {
            checkedAt = System.nanoTime();
            then(stillAllowed.get(), allowed -> next());
        } else {
            then(tail.after(position, scope, AT_ONCE), this::give);
        }
    }

    private void give(Tail.Page page) {
        position = page.readTo();
        if (page.events().isEmpty()) {
            then(tail.beyond(position).ifNoItem().after(config.heartbeat()).recoverWithItem(-1L), last -> {
                if (last < 0) {
                    write(Buffer.buffer(": alive\n\n"));
                } else {
                    next();
                }
            });
            return;
        }
        var lines = Buffer.buffer();
        for (Tail.Shown shown : page.events()) {
            lines.appendString("id: ")
                    .appendString(String.valueOf(shown.event().position()))
                    .appendString("\nevent: ")
                    .appendString(shown.event().envelope().type())
                    .appendString("\ndata: ")
                    .appendString(shown.json())
                    .appendString("\n\n");
        }
        write(lines);
    }

    private void write(Buffer lines) {
        if (ended) {
            return;
        }
        response.write(lines);
        if (response.writeQueueFull()) {
            response.drainHandler(room -> {
                // Once: it would be called for every later drain too.
                response.drainHandler(null);
                next();
            });
        } else {
            next();
        }
    }

    private <T> void then(Uni<T> work, java.util.function.Consumer<T> step) {
        waiting = work.subscribe()
                .with(
                        item -> context.runOnContext(ignored -> {
                            if (!ended) {
                                step.accept(item);
                            }
                        }),
                        failure -> context.runOnContext(ignored -> end()));
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        open.decrementAndGet();
        forgetRevocation.run();
        if (waiting != null) {
            waiting.cancel();
        }
        if (!response.closed() && !response.ended()) {
            response.end();
        }
    }
}
