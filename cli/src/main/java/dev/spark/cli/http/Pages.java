package dev.spark.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Follows a list through its pages. */
public final class Pages {
    private Pages() {}

    /**
     * Hands over the items of every page, as the pages come.
     *
     * @param path the list's path at a cursor, none for the first page
     * @return the last cursor that was followed
     */
    public static @Nullable String forEach(
            Api api, Function<@Nullable String, ApiPath> path, String about, Consumer<List<JsonNode>> page) {
        return whileWanted(api, path, about, items -> {
            page.accept(items);
            return true;
        });
    }

    /** The same, until {@code page} returns that it wants no more. */
    public static @Nullable String whileWanted(
            Api api, Function<@Nullable String, ApiPath> path, String about, Predicate<List<JsonNode>> page) {
        String cursor = null;
        while (true) {
            var body = api.get(path.apply(cursor), about);
            var wanted = page.test(items(body));
            var next = nextCursor(body);
            if (!wanted || next == null || next.equals(cursor)) {
                return cursor;
            }
            cursor = next;
        }
    }

    /** The items of one page; a body that is a plain list is one. */
    public static List<JsonNode> items(JsonNode body) {
        var items = new ArrayList<JsonNode>();
        (body.isArray() ? body : body.path("items")).forEach(items::add);
        return items;
    }

    /** Where the next page begins, if there is one. */
    public static @Nullable String nextCursor(JsonNode body) {
        var next = body.path("next_cursor").asText("");
        return next.isEmpty() || next.equals("null") ? null : next;
    }
}
