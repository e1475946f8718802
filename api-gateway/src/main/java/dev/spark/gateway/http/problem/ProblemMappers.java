package dev.spark.gateway.http.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.http.RequestIds;
import io.opentelemetry.api.trace.Span;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What failed, as a problem. Nothing of an exception reaches a client; a bug is logged once, with its stack. */
public class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final String CHALLENGE = "Bearer realm=\"spark\"";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    @ServerExceptionMapper
    Response refused(RefusedException refused, RoutingContext context) {
        return response(Problems.of(refused.refusal(), RequestIds.of(context)));
    }

    @ServerExceptionMapper
    Response byTheServer(WebApplicationException failure, RoutingContext context) {
        int status = failure.getResponse().getStatus();
        return status >= 500 && status != 503
                ? failed(failure, context)
                : response(Problems.ofStatus(status, RequestIds.of(context)));
    }

    @ServerExceptionMapper
    Response failed(Throwable failure, RoutingContext context) {
        if (context.response().ended()) {
            // The server has answered: the body was far too long, or the caller has gone.
            return Response.status(context.response().getStatusCode()).build();
        }
        return response(problem(failure, context));
    }

    /** Answers outside of REST. */
    public static void answer(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.headWritten() || response.ended() || response.closed()) {
            return;
        }
        if (problem.retryAfterSeconds() != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfterSeconds()));
        }
        if (problem.status() == 401) {
            response.putHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(json(problem));
    }

    /** The problem that a failure is. */
    public static Problem problem(Throwable failure, RoutingContext context) {
        String requestId = RequestIds.of(context);
        Throwable cause = failure;
        while (cause != null && !(cause instanceof RefusedException)) {
            cause = cause.getCause();
        }
        if (cause instanceof RefusedException refused) {
            return Problems.of(refused.refusal(), requestId);
        }
        if (Outage.is(failure)) {
            LOG.warnf(
                    "%s %s could not be answered (request %s): %s",
                    context.request().method(), context.normalizedPath(), requestId, failure.toString());
            return Problems.of(new Refusal.Unavailable("the database"), requestId);
        }
        String trace = Span.current().getSpanContext().getTraceId();
        LOG.errorf(
                failure,
                "%s %s failed (request %s, trace %s)",
                context.request().method(),
                context.normalizedPath(),
                requestId,
                trace);
        return Problems.internal(requestId).withTrace(trace);
    }

    public static Response response(Problem problem) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(json(problem));
        if (problem.retryAfterSeconds() != null) {
            response.header(HttpHeaders.RETRY_AFTER, problem.retryAfterSeconds());
        }
        if (problem.status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        return response.build();
    }

    public static String json(Problem problem) {
        try {
            return JSON.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem cannot be written", e);
        }
    }
}
