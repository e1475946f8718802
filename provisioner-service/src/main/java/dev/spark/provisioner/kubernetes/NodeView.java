package dev.spark.provisioner.kubernetes;

import dev.spark.provisioner.plan.EndingPod.NodeHealth;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads nodes. */
final class NodeView {

    private NodeView() {}

    /** @param node absent if the cluster has none of that name */
    static NodeHealth health(@Nullable Node node) {
        if (node == null) {
            return NodeHealth.GONE;
        }
        boolean ready = Stream.ofNullable(node.getStatus())
                .map(status -> status.getConditions())
                .filter(Objects::nonNull)
                .flatMap(conditions -> conditions.stream())
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
        return ready ? NodeHealth.READY : NodeHealth.NOT_READY;
    }
}
