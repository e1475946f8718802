package dev.spark.kit.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.function.UnaryOperator;

/** What an informer keeps: of each object only a part, so that a service with thousands of them stays small. */
final class ReducedStore<T extends HasMetadata> extends BasicItemStore<T> {

    private final UnaryOperator<T> kept;

    ReducedStore(UnaryOperator<T> kept) {
        super(Cache::metaNamespaceKeyFunc);
        this.kept = kept;
    }

    @Override
    public T put(String key, T object) {
        return super.put(key, kept.apply(object));
    }
}
