package dev.spark.provisioner.domain;

import java.util.EnumSet;
import java.util.Set;

/** What a spark consists of. */
public enum Part {
    DATABASE("database"),
    VOLUME("volume"),
    SECRET("secret"),
    SERVICE("service"),
    NETWORK_POLICY("network-policy"),
    DEPLOYMENT("deployment");

    /** All that live in the cluster. */
    public static final Set<Part> IN_CLUSTER = Set.copyOf(EnumSet.complementOf(EnumSet.of(DATABASE)));

    private final String label;

    Part(String label) {
        this.label = label;
    }

    /** Its name in events, metrics and logs. Stable. */
    public String label() {
        return label;
    }

    public Step builtIn() {
        return switch (this) {
            case DATABASE -> Step.DATABASE;
            case VOLUME -> Step.VOLUME;
            case SECRET, SERVICE, NETWORK_POLICY -> Step.ACCESS;
            case DEPLOYMENT -> Step.CONTAINER;
        };
    }

    public Step removedIn() {
        return switch (this) {
            case DATABASE -> Step.REMOVING_DATABASE;
            case VOLUME -> Step.REMOVING_VOLUME;
            case SECRET, SERVICE, NETWORK_POLICY -> Step.REMOVING_ACCESS;
            case DEPLOYMENT -> Step.REMOVING_CONTAINER;
        };
    }
}
