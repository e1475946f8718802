package dev.spark.gateway.connections;

import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.Proof;
import dev.spark.gateway.dial.Dial;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.http.RequestIds;
import dev.spark.gateway.http.problem.Problem;
import dev.spark.gateway.http.problem.ProblemMappers;
import dev.spark.gateway.http.problem.Problems;
import dev.spark.gateway.websocket.MessageSocket;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/**
 * Turns a request into a WebSocket for who may have it. All that can be refused is refused before, on the HTTP response. A
 * virtual thread stays with the connection until its end.
 *
 * <p>Quarkus' WebSockets are not used: they take what comes into an unbounded queue.
 */
@ApplicationScoped
public class FrontDoor {

    private static final Logger LOG = Logger.getLogger(FrontDoor.class);

    private final Doorkeeper doorkeeper;
    private final Vertx vertx;
    private final ConnectionsConfig config;

    FrontDoor(Doorkeeper doorkeeper, Vertx vertx, ConnectionsConfig config) {
        this.doorkeeper = doorkeeper;
        this.vertx = vertx;
        this.config = config;
    }

    /** What is served once the client is let in. */
    public interface Session extends AutoCloseable {

        /** Returns when it is over. */
        void serve(MessageSocket client) throws InterruptedException;

        @Override
        void close();
    }

    /** What is asked for, and how a session is readied before the upgrade. Both may throw a {@link RefusedException}. */
    public interface Preparation {

        /** The port in the spark. */
        default int port() {
            return Dial.SSH;
        }

        Session prepare(Arrival arrival) throws InterruptedException;
    }

    /** Serves a request to {@code …/:spark/…}; returns at once. */
    public void open(RoutingContext request, int longestMessage, Preparation preparation) {
        Context loop = vertx.getOrCreateContext();
        request.request().pause();
        Thread.ofVirtual().name("connection").start(() -> {
            try {
                serve(loop, request, longestMessage, preparation);
            } catch (RefusedException e) {
                answer(loop, request, e.refusal());
            } catch (InterruptedException e) {
                answer(loop, request, new Refusal.Unavailable("the gateway"));
            } catch (RuntimeException e) {
                LOG.errorf(e, "A connection failed");
                answer(loop, request, new Refusal.Unavailable("the gateway"));
            }
        });
    }

    private void serve(Context loop, RoutingContext request, int longestMessage, Preparation preparation)
            throws InterruptedException {
        String authorization = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        Caller caller = doorkeeper.identify(authorization);
        SparkView spark = doorkeeper.find(caller, request.pathParam("spark"));
        if (!"websocket".equalsIgnoreCase(request.request().getHeader(HttpHeaders.UPGRADE))) {
            throw new RefusedException(new Refusal.Invalid("Upgrade", "must be websocket: this is a WebSocket"));
        }
        // All else first: what is wrong with the request wakes nobody.
        Arrival arrival = doorkeeper.admit(caller, new Proof.Token(authorization), spark, preparation.port());
        try (Session session = preparation.prepare(arrival)) {
            MessageSocket client;
            try {
                client = upgrade(loop, request, longestMessage);
            } catch (ExecutionException e) {
                LOG.debugf(e, "%s left before the upgrade", arrival.admitted());
                return;
            }
            long pings = vertx.setPeriodic(config.ping().toMillis(), ignored -> client.ping(config.silence()));
            try {
                session.serve(client);
            } finally {
                vertx.cancelTimer(pings);
            }
        }
    }

    private static MessageSocket upgrade(Context loop, RoutingContext request, int longestMessage)
            throws InterruptedException, ExecutionException {
        var upgraded = new CompletableFuture<MessageSocket>();
        loop.runOnContext(ignored -> request.request()
                .toWebSocket()
                .map(socket -> new MessageSocket(socket, longestMessage))
                .onSuccess(upgraded::complete)
                .onFailure(upgraded::completeExceptionally));
        return upgraded.get();
    }

    private static void answer(Context loop, RoutingContext request, Refusal refusal) {
        Problem problem = Problems.of(refusal, RequestIds.of(request));
        loop.runOnContext(ignored -> {
            HttpServerResponse response = request.response();
            if (response.headWritten() || response.closed()) {
                return;
            }
            request.request().resume();
            response.setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
            if (problem.retryAfterSeconds() != null) {
                response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfterSeconds()));
            }
            if (problem.status() == 401) {
                response.putHeader("WWW-Authenticate", "Bearer realm=\"spark\"");
            }
            response.end(ProblemMappers.json(problem));
        });
    }
}
