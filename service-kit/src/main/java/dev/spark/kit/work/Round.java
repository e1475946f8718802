package dev.spark.kit.work;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Goes round all that there are, a page at a turn, in the order of their ids: a turn costs the same however many there are, and
 * nobody is passed over.
 *
 * @param <S> one of them
 */
public final class Round<S> {

    /** Where they are read. */
    public interface Pages<S> {
        /** Those that come after that id, in the order of their ids, at most so many; all come after "". */
        List<S> after(String id, int atMost);
    }

    private final Pages<S> pages;
    private final Function<S, String> idOf;
    private final int size;
    private String last = "";

    /** @param size of a page, 1 or more */
    public Round(int size, Function<S, String> idOf, Pages<S> pages) {
        if (size < 1) {
            throw new IllegalArgumentException("a page has at least one: " + size);
        }
        this.size = size;
        this.idOf = idOf;
        this.pages = pages;
    }

    /** The next page; after the last one the first again. */
    public synchronized List<S> turn() {
        List<S> page = pages.after(last, size);
        last = page.size() < size ? "" : idOf.apply(page.getLast());
        return page;
    }

    /** All of them. Whose turn it is stays as it was. */
    public List<S> whole() {
        var all = new ArrayList<S>();
        List<S> page = pages.after("", size);
        all.addAll(page);
        while (page.size() == size) {
            page = pages.after(idOf.apply(page.getLast()), size);
            all.addAll(page);
        }
        return all;
    }
}
