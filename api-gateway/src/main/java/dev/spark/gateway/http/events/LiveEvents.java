package dev.spark.gateway.http.events;

import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.app.Database;
import dev.spark.gateway.auth.Authentication;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.Revocations;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.gateway.eventlog.Tail;
import dev.spark.gateway.http.problem.ProblemMappers;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The timeline as server-sent events, for whoever accepts {@code text/event-stream}: first what is in the log after a
 * position, then what comes, each once and in order. Written to the connection directly, at the pace of its reader.
 */
@ApplicationScoped
class LiveEvents {

    private final Tail tail;
    private final SparkAccess access;
    private final Transactions transactions;
    private final Database database;
    private final Authentication authentication;
    private final Revocations revocations;
    private final GatewayConfig.Events config;
    private final AtomicInteger open;

    LiveEvents(
            Tail tail,
            SparkAccess access,
            Transactions transactions,
            Database database,
            Authentication authentication,
            Revocations revocations,
            GatewayConfig config,
            MeterRegistry metrics) {
        this.tail = tail;
        this.access = access;
        this.transactions = transactions;
        this.database = database;
        this.authentication = authentication;
        this.revocations = revocations;
        this.config = config.events();
        this.open = metrics.gauge("spark.events.streams", new AtomicInteger());
    }

    void install(@Observes Router router) {
        router.get("/v1/events")
                .handler(context -> serve(
                        context,
                        caller -> start(context)
                                .map(start -> new Place(
                                        caller.isAdmin() ? Scope.ALL : Scope.ofOwner(caller.user()), start))));
        router.get("/v1/sparks/:spark/events")
                .handler(context -> serve(
                        context,
                        caller -> spark(caller, context.pathParam("spark"))
                                .map(scope -> new Place(scope, given(context, 0L)))));
    }

    /** Whose events, and after which position. */
    private record Place(Scope scope, long start) {}

    @FunctionalInterface
    private interface Finding {
        Uni<Place> of(Caller caller);
    }

    private void serve(RoutingContext context, Finding finding) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        if (accept == null || !accept.contains(MediaType.SERVER_SENT_EVENTS)) {
            context.next();
            return;
        }
        var here = context.vertx().getOrCreateContext();
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        caller(authorization)
                .chain(caller -> finding.of(caller)
                        .map(place -> new EventStream(
                                context.response(),
                                here,
                                tail,
                                place.scope(),
                                place.start(),
                                config,
                                () -> caller(authorization).replaceWithVoid(),
                                closing -> revocations.onRevoked(caller.tokenId(), closing),
                                open)))
                .subscribe()
                .with(
                        stream -> here.runOnContext(ignored -> stream.begin()),
                        failure -> here.runOnContext(
                                ignored -> ProblemMappers.answer(context, ProblemMappers.problem(failure, context))));
    }

    private Uni<Caller> caller(@Nullable String authorization) {
        return database.within(authentication.of(authorization))
                .map(caller -> caller.orElseThrow(() -> new RefusedException(new Refusal.Unauthenticated())));
    }

    private Uni<Scope> spark(Caller caller, String nameOrId) {
        return database.within(transactions.read(session -> access.everVisibleTo(session, caller, nameOrId)))
                .map(found -> Scope.ofSpark(found.orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark")))
                        .id()));
    }

    private Uni<Long> start(RoutingContext context) {
        long given = given(context, -1L);
        return given >= 0 ? Uni.createFrom().item(given) : database.within(tail.last());
    }

    private static long given(RoutingContext context, long absent) {
        return EventPages.start(
                        context.request().getHeader(EventPages.LAST_EVENT_ID),
                        context.queryParams().get("after"))
                .orElse(absent);
    }
}
