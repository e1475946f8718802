package dev.spark.kit.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A view of all objects of one kind, kept current by an informer. Informers may stop without a word: this one is looked after,
 * compared with a plain list now and then, and replaced when it has fallen behind.
 */
public final class Watch<T extends HasMetadata> {

    /** Reads what is there. */
    interface Listing<T> {

        /** @param next what the page before this named; the first page, if null */
        Page<T> page(@Nullable String next);
    }

    /** @param next names the next page; this is the last, if null or empty */
    record Page<T>(List<T> objects, @Nullable String next) {}

    private static final Logger LOG = Logger.getLogger(Watch.class);
    private static final Duration REPLACED_AFTER = Duration.ofSeconds(5);
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);

    private final String kind;
    private final Supplier<SharedIndexInformer<T>> informers;
    private final Listing<T> listing;
    private final Consumer<T> changed;
    private volatile @Nullable SharedIndexInformer<T> current;
    private @Nullable SharedIndexInformer<T> next;
    private boolean outdated;
    private boolean replaced;
    private boolean hasWatched;
    private Instant begun = Instant.EPOCH;
    private Instant lastWatching = Instant.EPOCH;
    private Map<String, String> behind = Map.of();

    /**
     * @param informers makes an informer that is not started
     * @param listing asks the API server, page by page
     * @param changed told of each object that came, changed or went since the view was complete
     */
    Watch(String kind, Supplier<SharedIndexInformer<T>> informers, Listing<T> listing, Consumer<T> changed) {
        this.kind = kind;
        this.informers = informers;
        this.listing = listing;
        this.changed = changed;
    }

    /** The object of that namespace and name, {@code sparks/s-7f3kq2m9ab}. */
    public @Nullable T get(String key) {
        SharedIndexInformer<T> informer = current;
        return informer == null ? null : informer.getStore().getByKey(key);
    }

    /** All that are there; none before it is complete for the first time. */
    public List<T> all() {
        SharedIndexInformer<T> informer = current;
        return informer == null ? List.of() : informer.getStore().list();
    }

    public List<T> byIndex(String index, String value) {
        SharedIndexInformer<T> informer = current;
        return informer == null ? List.of() : informer.getIndexer().byIndex(index, value);
    }

    /**
     * Starts it, and later sees to it that it goes on. Returns whether it can be relied on.
     *
     * <p>An informer on a plain HTTP watch says that it watches only after the first bytes have come, which may be never
     * where nothing happens: one that has never said so is believed, and left to the audit.
     */
    synchronized boolean tend(Instant now) {
        if (next != null && now.isAfter(begun.plus(STARTED_WITHIN))) {
            next.stop();
            replace(now);
        }
        SharedIndexInformer<T> informer = current;
        if (informer == null) {
            if (next == null) {
                replace(now);
            }
            return false;
        }
        if (outdated && next == null) {
            replace(now);
        }
        if (replaced) {
            // Whoever relies on it looks at all of it anew.
            replaced = false;
            return false;
        }
        if (informer.isWatching()) {
            hasWatched = true;
            lastWatching = now;
        } else if (next == null
                && (hasWatched || !informer.isRunning())
                && now.isAfter(lastWatching.plus(REPLACED_AFTER))) {
            outdated = true;
            replace(now);
        }
        return !outdated;
    }

    /** Lists and watches anew: what happened in an outage was not seen. Not to be relied on until that is done. */
    synchronized void renew(Instant now) {
        if (current != null) {
            outdated = true;
            if (next != null) {
                next.stop();
            }
            replace(now);
        }
    }

    /** Compares with what the API server has; replaces what has been behind twice in a row. Returns whether it did. */
    boolean audit(Instant now) {
        SharedIndexInformer<T> audited = current;
        return audited != null && judge(audited, differing(audited), now);
    }

    /** The versions that it shows of those objects of which the API server has others, or which it has no longer. */
    private Map<String, String> differing(SharedIndexInformer<T> audited) {
        var differing = new HashMap<String, String>();
        // Shown before the first page is asked for: what is made meanwhile is not mistaken for gone.
        var unlisted = new HashMap<String, String>();
        for (T object : audited.getStore().list()) {
            unlisted.put(
                    Cache.metaNamespaceKeyFunc(object), object.getMetadata().getResourceVersion());
        }
        String next = null;
        do {
            Page<T> page = listing.page(next);
            for (T object : page.objects()) {
                String key = Cache.metaNamespaceKeyFunc(object);
                unlisted.remove(key);
                T known = audited.getStore().getByKey(key);
                String version = known == null ? "none" : known.getMetadata().getResourceVersion();
                if (!Objects.equals(version, object.getMetadata().getResourceVersion())) {
                    differing.put(key, version);
                }
            }
            next = page.next();
        } while (next != null && !next.isEmpty());
        differing.putAll(unlisted);
        return differing;
    }

    private synchronized boolean judge(SharedIndexInformer<T> audited, Map<String, String> differing, Instant now) {
        if (current != audited || next != null) {
            return false;
        }
        boolean stuck =
                differing.entrySet().stream().anyMatch(entry -> entry.getValue().equals(behind.get(entry.getKey())));
        behind = differing;
        if (stuck) {
            LOG.warnf("the watch of %s has fallen behind and is replaced", kind);
            behind = Map.of();
            outdated = true;
            replace(now);
        }
        return stuck;
    }

    synchronized void stop() {
        if (current != null) {
            current.stop();
        }
        if (next != null) {
            next.stop();
        }
    }

    /** The old view is used until the new one is complete. */
    private void replace(Instant now) {
        begun = now;
        SharedIndexInformer<T> fresh = informers.get();
        next = fresh;
        fresh.exceptionHandler((started, failure) -> {
            LOG.debugf("the watch of %s breaks off: %s", kind, failure.toString());
            return true;
        });
        fresh.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                tell(object);
            }

            @Override
            public void onUpdate(T before, T after) {
                if (!Objects.equals(
                        before.getMetadata().getResourceVersion(),
                        after.getMetadata().getResourceVersion())) {
                    tell(after);
                }
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                tell(object);
            }

            /** What it begins with is no news: whoever relies on it looks at all of it then. */
            private void tell(T object) {
                if (current == fresh) {
                    changed.accept(object);
                }
            }
        });
        fresh.start().whenComplete((done, failure) -> {
            if (failure == null) {
                use(fresh);
            } else {
                LOG.debugf("the watch of %s did not start: %s", kind, failure.toString());
                forget(fresh);
            }
        });
    }

    private synchronized void use(SharedIndexInformer<T> fresh) {
        if (next != fresh) {
            return;
        }
        SharedIndexInformer<T> old = current;
        current = fresh;
        next = null;
        outdated = false;
        hasWatched = false;
        lastWatching = begun;
        if (old != null) {
            replaced = true;
            old.stop();
        }
    }

    private synchronized void forget(SharedIndexInformer<T> failed) {
        if (next == failed) {
            next = null;
        }
    }
}
