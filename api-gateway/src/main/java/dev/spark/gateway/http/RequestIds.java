package dev.spark.gateway.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import java.util.regex.Pattern;

/** Gives each request an id: the caller's {@code X-Request-Id} if it is a sane one. The answer has it too. */
@ApplicationScoped
public class RequestIds {

    private static final String HEADER = "X-Request-Id";
    private static final String KEY = "spark.request-id";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int BEFORE_ALL_OTHERS = 1000;

    public static String of(RoutingContext context) {
        String id = context.get(KEY);
        return id == null ? "-" : id;
    }

    void install(@Observes Filters filters) {
        filters.register(RequestIds::identify, BEFORE_ALL_OTHERS);
    }

    private static void identify(RoutingContext context) {
        String given = context.request().getHeader(HEADER);
        String id = given != null && SANE.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
        context.put(KEY, id);
        context.response().putHeader(HEADER, id);
        context.next();
    }
}
