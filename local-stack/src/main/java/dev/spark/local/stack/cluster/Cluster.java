package dev.spark.local.stack.cluster;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** A Kubernetes that sparks live on. All calls block; progress is told in a few words at a time. */
public interface Cluster {

    /** Which cluster this is, for people. */
    String description();

    /** Starts it, or finds it running, and returns when its API answers: the kubeconfig of its administrator. */
    Path start(Consumer<String> progress) throws Exception;

    /** Returns when it runs no more. */
    void awaitEnd() throws InterruptedException;

    /** Builds the sparks' image where that is to be done here, and returns its reference. Needs no cluster. */
    String buildImage(Consumer<String> progress) throws Exception;

    /** Gives the image to the cluster that was started. */
    void loadImage(String image, Consumer<String> progress) throws Exception;

    /** Where pods reach PostgreSQL. Known before the start. */
    DatabaseAddress databaseForSparks();

    /** Where this machine reaches the only node's kubelet ({@code host:port}); where the nodes themselves say, if absent. */
    default Optional<String> kubelet() {
        return Optional.empty();
    }

    /** Where the cluster reaches the gateway's activator; nowhere, if there is no way from its nodes to this machine's loopback. */
    default Optional<ActivatorAddress> activator() {
        return Optional.empty();
    }

    /** Whether each service gets a login of its own, with its rights only; else they share the administrator's. */
    default boolean hasRoles() {
        return true;
    }

    default boolean isSimulated() {
        return false;
    }

    /** Ends it, if it is ours. Does nothing where it does not run. */
    void stop() throws Exception;

    /** Ends it and removes what it keeps outside the state folder. */
    default void purge() throws Exception {
        stop();
    }
}
