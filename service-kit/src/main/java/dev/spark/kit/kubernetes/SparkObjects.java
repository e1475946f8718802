package dev.spark.kit.kubernetes;

import dev.spark.events.SparkId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The objects that sparks consist of, by the labels that they carry. */
public final class SparkObjects {

    /** The index of a {@link Watch} by the spark's id. */
    public static final String BY_SPARK = "spark";

    private static final String ID = "spark.dev/id";
    private static final String PART_OF = "app.kubernetes.io/part-of";
    private static final String SPARK = "spark";

    private SparkObjects() {}

    /** @param changed told of each spark of which an object came, changed or went */
    public static <T extends HasMetadata, L extends KubernetesResourceList<T>> Watch<T> watch(
            String kind, MixedOperation<T, L, ?> operation, String namespace, Consumer<SparkId> changed) {
        FilterWatchListDeletable<T, L, ?> ours =
                operation.inNamespace(namespace).withLabel(PART_OF, SPARK);
        return new Watch<>(
                kind,
                () -> ours.runnableInformer(0).addIndexers(Map.of(BY_SPARK, SparkObjects::sparkOf)),
                () -> ours.list(new ListOptionsBuilder()
                                .withResourceVersion("0")
                                .build())
                        .getItems(),
                object -> sparkOf(object).forEach(id -> changed.accept(new SparkId(id))));
    }

    /** The id of the spark that it belongs to; none where it is not ours. */
    public static List<String> sparkOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String id = labels == null ? null : labels.get(ID);
        return id != null && SparkId.isId(id) ? List.of(id) : List.of();
    }
}
