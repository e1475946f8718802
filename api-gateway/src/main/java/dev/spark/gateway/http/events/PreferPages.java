package dev.spark.gateway.http.events;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;

/** Gives a page of events to whoever accepts anything: a live stream has to be asked for by name. */
@ApplicationScoped
class PreferPages {

    private static final int BEFORE_ROUTING = 100;

    void install(@Observes Filters filters) {
        filters.register(PreferPages::choose, BEFORE_ROUTING);
    }

    private static void choose(RoutingContext context) {
        if (context.normalizedPath().endsWith("/events")) {
            String accept = context.request().getHeader(HttpHeaders.ACCEPT);
            if (accept == null || (accept.contains("*/*") && !accept.contains(MediaType.SERVER_SENT_EVENTS))) {
                context.request().headers().set(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
            }
        }
        context.next();
    }
}
