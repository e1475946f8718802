package dev.spark.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Pages;
import dev.spark.cli.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Prints a list of the API's: one page's body as it is, or the items of all pages in a person's words. */
public final class Listing {
    private final Session session;
    private final Supplier<ApiPath> list;
    private final String about;
    private final Paging paging;

    /** @param list the list, without a page of it */
    public Listing(Session session, Supplier<ApiPath> list, String about, Paging paging) {
        this.session = session;
        this.list = list;
        this.about = about;
        this.paging = paging;
    }

    public void print(Format format, Function<List<JsonNode>, List<String>> words) {
        if (format.isJson()) {
            session.output().body(body());
        } else if (paging.isOnePage()) {
            var page = session.api().get(paging.onto(list.get()), about);
            session.output().lines(words.apply(Pages.items(page)));
            var next = Pages.nextCursor(page);
            if (next != null) {
                session.output().note("There are more: --cursor " + next);
            }
        } else {
            session.output().lines(words.apply(items()));
        }
    }

    /** One page as the API answered it. */
    public byte[] body() {
        return session.api()
                .call(Request.get(paging.onto(list.get()).toString()).about(about))
                .body();
    }

    /** The items of all pages. */
    public List<JsonNode> items() {
        var items = new ArrayList<JsonNode>();
        Pages.forEach(session.api(), cursor -> paging.onto(list.get(), cursor), about, items::addAll);
        return items;
    }
}
