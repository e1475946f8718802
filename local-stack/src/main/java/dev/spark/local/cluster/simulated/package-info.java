/**
 * A Kubernetes API without nodes: what is applied is kept, pods become ready by themselves, and nothing runs.
 *
 * <p>From the outside in: {@link dev.spark.local.cluster.simulated.SimulatedCluster} listens, {@code HttpApi} speaks
 * Kubernetes' HTTP, {@code ApiServer} knows what each verb means, {@code ObjectStore} keeps and announces objects, and
 * {@code SimulatedNode} is the controllers and the kubelet.
 */
@NullMarked
package dev.spark.local.cluster.simulated;

import org.jspecify.annotations.NullMarked;
