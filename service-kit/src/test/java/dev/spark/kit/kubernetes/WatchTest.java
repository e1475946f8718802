package dev.spark.kit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.Store;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Pod> shown = new ArrayList<>();
    private final List<Pod> there = new ArrayList<>();
    private int informers;

    private final Watch<Pod> watch =
            new Watch<>("pods", this::informer, next -> new Watch.Page<>(List.copyOf(there), null), pod -> {});

    @Test
    void replacesAnInformerThatGoesOnShowingWhatIsGone() {
        shown.add(pod("a", "1"));
        watch.tend(NOW);

        assertThat(watch.audit(NOW)).isFalse();
        assertThat(watch.audit(NOW.plusSeconds(60))).isTrue();

        assertThat(informers).isEqualTo(2);
    }

    @Test
    void replacesAnInformerThatDoesNotShowWhatIsThere() {
        there.add(pod("a", "1"));
        watch.tend(NOW);

        assertThat(watch.audit(NOW)).isFalse();
        assertThat(watch.audit(NOW.plusSeconds(60))).isTrue();
    }

    @Test
    void leavesAnInformerAloneThatShowsWhatIsThere() {
        shown.add(pod("a", "1"));
        there.add(pod("a", "1"));
        watch.tend(NOW);

        assertThat(watch.audit(NOW)).isFalse();
        assertThat(watch.audit(NOW.plusSeconds(60))).isFalse();

        assertThat(informers).isOne();
    }

    @Test
    void leavesAnInformerAloneThatSeesADeletionLate() {
        shown.add(pod("a", "1"));
        watch.tend(NOW);

        assertThat(watch.audit(NOW)).isFalse();
        shown.clear();
        assertThat(watch.audit(NOW.plusSeconds(60))).isFalse();

        assertThat(informers).isOne();
    }

    private static Pod pod(String name, String version) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("sparks")
                .withName(name)
                .withResourceVersion(version)
                .endMetadata()
                .build();
    }

    @SuppressWarnings("unchecked")
    private SharedIndexInformer<Pod> informer() {
        informers++;
        Store<Pod> store = (Store<Pod>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "list" -> List.copyOf(shown);
                    case "getByKey" ->
                        shown.stream()
                                .filter(pod -> Cache.metaNamespaceKeyFunc(pod).equals(arguments[0]))
                                .findFirst()
                                .orElse(null);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return (SharedIndexInformer<Pod>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SharedIndexInformer.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getStore" -> store;
                    case "start" -> CompletableFuture.completedFuture(null);
                    case "isRunning", "isWatching" -> true;
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "exceptionHandler", "addEventHandler", "stop" ->
                        method.getReturnType().isInstance(proxy) ? proxy : null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
