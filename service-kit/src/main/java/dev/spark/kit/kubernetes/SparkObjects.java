package dev.spark.kit.kubernetes;

import dev.spark.events.SparkId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The objects that sparks consist of, by the labels that they carry. */
public final class SparkObjects {

    /** The index of a {@link Watch} by the spark's id. */
    public static final String BY_SPARK = "spark";

    private static final String ID = "spark.dev/id";
    private static final String PART_OF = "app.kubernetes.io/part-of";
    private static final String SPARK = "spark";

    /** So many objects are read at once. */
    private static final long PAGE = 500;

    private SparkObjects() {}

    /**
     * @param kept what of each object is kept in memory, at least what {@link #metadata}
     * @param changed told of each spark of which an object came, changed or went since the view was complete
     */
    public static <T extends HasMetadata, L extends KubernetesResourceList<T>> Watch<T> watch(
            String kind,
            MixedOperation<T, L, ?> operation,
            String namespace,
            UnaryOperator<T> kept,
            Consumer<SparkId> changed) {
        FilterWatchListDeletable<T, L, ?> ours =
                operation.inNamespace(namespace).withLabel(PART_OF, SPARK);
        return new Watch<>(
                kind,
                () -> ours.withLimit(PAGE)
                        .runnableInformer(0)
                        .itemStore(new ReducedStore<>(kept))
                        .addIndexers(Map.of(BY_SPARK, SparkObjects::sparkOf)),
                pages(ours),
                object -> sparkOf(object).forEach(id -> changed.accept(new SparkId(id))));
    }

    /** What a watch needs of an object's metadata. */
    public static ObjectMeta metadata(HasMetadata object) {
        ObjectMeta all = object.getMetadata();
        return new ObjectMetaBuilder()
                .withNamespace(all.getNamespace())
                .withName(all.getName())
                .withUid(all.getUid())
                .withLabels(all.getLabels())
                .withCreationTimestamp(all.getCreationTimestamp())
                .withDeletionTimestamp(all.getDeletionTimestamp())
                .withResourceVersion(all.getResourceVersion())
                .build();
    }

    /** What is kept of a pod: where it is and how it is doing. */
    public static Pod essence(Pod pod) {
        return new PodBuilder()
                .withMetadata(metadata(pod))
                .withNewSpec()
                .withNodeName(pod.getSpec() == null ? null : pod.getSpec().getNodeName())
                .endSpec()
                .withStatus(pod.getStatus())
                .build();
    }

    private static <T extends HasMetadata, L extends KubernetesResourceList<T>> Watch.Listing<T> pages(
            FilterWatchListDeletable<T, L, ?> objects) {
        return next -> {
            L page = objects.list(
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
            return new Watch.Page<>(page.getItems(), page.getMetadata().getContinue());
        };
    }

    /** The id of the spark that it belongs to; none where it is not ours. */
    public static List<String> sparkOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String id = labels == null ? null : labels.get(ID);
        return id != null && SparkId.isId(id) ? List.of(id) : List.of();
    }
}
