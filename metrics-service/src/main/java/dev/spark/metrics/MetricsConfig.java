package dev.spark.metrics;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Everything an operator may tune about how sparks are measured. */
@ConfigMapping(prefix = "spark.metrics")
public interface MetricsConfig {

    /** The namespace that sparks live in, with the rights of deploy/kubernetes/rbac.yaml. */
    @WithDefault("sparks")
    String namespace();

    /** How often all sparks that run are measured. */
    @WithDefault("15s")
    Duration every();

    /** How much longer the other replicas wait before one of them measures in place of the one that did so far. */
    @WithDefault("5s")
    Duration takenOverAfter();

    /** No beat of this replica for so long, not even one that finds that it is not due, means that it is stuck. */
    @WithDefault("120s")
    Duration stuckAfter();

    Kubelet kubelet();

    Databases databases();

    /** How the nodes are asked. */
    interface Kubelet {

        /**
         * By what a kubelet's certificate is verified: {@code cluster}, by the authority that the API server's is verified by
         * (k3s, and kubelets with {@code serverTLSBootstrap} where the cluster signs both by one authority), and in plain HTTP
         * where the API server is spoken to in plain HTTP; the path of a file with certificates in PEM; or {@code insecure},
         * not at all: whoever is taken for a kubelet gets this service's token.
         */
        @WithDefault("cluster")
        String ca();

        /**
         * Where the kubelet is reached, {@code host:port}, in place of where its node says: for a cluster of one node whose
         * address is not reached from here.
         */
        Optional<String> at();

        /** How long a node may take to answer. What comes later is not waited for. */
        @WithDefault("3s")
        Duration answersWithin();

        /** How long an answer may be: a pod takes some kilobytes. */
        @WithDefault("64M")
        MemorySize longestAnswer();
    }

    /** How the sparks' database server is asked; where it is, {@code spark.databases} says. */
    interface Databases {

        /** How long it may take to answer. */
        @WithDefault("3s")
        Duration answersWithin();
    }
}
