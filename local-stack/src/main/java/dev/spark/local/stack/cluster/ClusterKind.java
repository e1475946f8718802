package dev.spark.local.stack.cluster;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of clusters that a stack can run on. */
public enum ClusterKind {
    /** k3s in a Docker container. */
    DOCKER,
    /** One node from Debian's packages, where you are root on Debian. */
    LOCAL,
    /** Yours, when you name it. */
    KUBECONFIG,
    /** A Kubernetes API without nodes. */
    SIMULATED;

    /** What {@code auto} tries, in order: never a cluster that is there for something else. */
    public static final List<ClusterKind> AUTOMATIC = List.of(DOCKER, LOCAL, SIMULATED);

    public static Optional<ClusterKind> named(String name) {
        for (var kind : values()) {
            if (kind.toString().equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
