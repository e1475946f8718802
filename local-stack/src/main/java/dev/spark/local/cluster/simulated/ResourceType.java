package dev.spark.local.cluster.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kind of object that the API serves.
 *
 * @param group the API group, empty for the core group
 * @param hasStatus whether its status is a subresource, which a write to the object itself leaves alone
 */
record ResourceType(String group, String version, String plural, String kind, boolean namespaced, boolean hasStatus) {

    static final ResourceType NAMESPACE = new ResourceType("", "v1", "namespaces", "Namespace", false, true);
    static final ResourceType POD = new ResourceType("", "v1", "pods", "Pod", true, true);
    static final ResourceType CLAIM =
            new ResourceType("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, true);
    static final ResourceType SERVICE = new ResourceType("", "v1", "services", "Service", true, true);
    static final ResourceType SECRET = new ResourceType("", "v1", "secrets", "Secret", true, false);
    static final ResourceType NODE = new ResourceType("", "v1", "nodes", "Node", false, true);
    static final ResourceType DEPLOYMENT = new ResourceType("apps", "v1", "deployments", "Deployment", true, true);
    static final ResourceType JOB = new ResourceType("batch", "v1", "jobs", "Job", true, true);
    static final ResourceType STORAGE_CLASS =
            new ResourceType("storage.k8s.io", "v1", "storageclasses", "StorageClass", false, false);
    static final ResourceType VOLUME_SNAPSHOT =
            new ResourceType("snapshot.storage.k8s.io", "v1", "volumesnapshots", "VolumeSnapshot", true, true);

    /** All that there are: those with behaviour above, and those that are only kept. */
    static final List<ResourceType> ALL = all();

    private static List<ResourceType> all() {
        var all = new ArrayList<>(
                List.of(NAMESPACE, POD, CLAIM, SERVICE, SECRET, NODE, DEPLOYMENT, JOB, STORAGE_CLASS, VOLUME_SNAPSHOT));
        all.add(kept("", "v1", "configmaps", "ConfigMap", true));
        all.add(kept("", "v1", "serviceaccounts", "ServiceAccount", true));
        all.add(kept("", "v1", "endpoints", "Endpoints", true));
        all.add(kept("", "v1", "events", "Event", true));
        all.add(kept("", "v1", "persistentvolumes", "PersistentVolume", false));
        all.add(kept("", "v1", "resourcequotas", "ResourceQuota", true));
        all.add(kept("", "v1", "limitranges", "LimitRange", true));
        all.add(kept("apps", "v1", "replicasets", "ReplicaSet", true));
        all.add(kept("apps", "v1", "statefulsets", "StatefulSet", true));
        all.add(kept("apps", "v1", "daemonsets", "DaemonSet", true));
        all.add(kept("batch", "v1", "cronjobs", "CronJob", true));
        all.add(kept("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true));
        all.add(kept("networking.k8s.io", "v1", "ingresses", "Ingress", true));
        all.add(kept("snapshot.storage.k8s.io", "v1", "volumesnapshotclasses", "VolumeSnapshotClass", false));
        all.add(kept("snapshot.storage.k8s.io", "v1", "volumesnapshotcontents", "VolumeSnapshotContent", false));
        all.add(kept("rbac.authorization.k8s.io", "v1", "roles", "Role", true));
        all.add(kept("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true));
        all.add(kept("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false));
        all.add(kept("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false));
        all.add(kept("coordination.k8s.io", "v1", "leases", "Lease", true));
        all.add(kept("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true));
        all.add(kept("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true));
        return List.copyOf(all);
    }

    private static ResourceType kept(String group, String version, String plural, String kind, boolean namespaced) {
        return new ResourceType(group, version, plural, kind, namespaced, false);
    }

    static Optional<ResourceType> find(String group, String version, String plural) {
        return ALL.stream()
                .filter(type -> type.plural.equals(plural) && type.group.equals(group) && type.version.equals(version))
                .findFirst();
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** How messages name it: {@code deployments.apps}. */
    String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
