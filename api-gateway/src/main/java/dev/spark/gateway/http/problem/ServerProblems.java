package dev.spark.gateway.http.problem;

import dev.spark.gateway.http.RequestIds;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What the web server refuses before any of our code sees it, as problems too. */
@ApplicationScoped
class ServerProblems {

    private static final long LARGEST_BODY = 1024 * 1024;
    private static final int AFTER_THE_REQUEST_ID = 900;

    void install(@Observes Filters filters) {
        filters.register(ServerProblems::refuseLargeBodies, AFTER_THE_REQUEST_ID);
    }

    void install(@Observes Router router) {
        for (int status : new int[] {400, 404, 405, 406, 413, 414, 415, 431, 503}) {
            router.errorHandler(
                    status,
                    context -> ProblemMappers.answer(context, Problems.ofStatus(status, RequestIds.of(context))));
        }
    }

    private static void refuseLargeBodies(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && length.matches("[0-9]{1,18}") && Long.parseLong(length) > LARGEST_BODY) {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            ProblemMappers.answer(context, Problems.ofStatus(413, RequestIds.of(context)));
        } else {
            context.next();
        }
    }
}
