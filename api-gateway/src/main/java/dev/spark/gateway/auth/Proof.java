package dev.spark.gateway.auth;

/** What somebody showed to be known, kept to be checked again while they are connected. */
public sealed interface Proof {

    /** An {@code Authorization} header. */
    record Token(String authorization) implements Proof {

        @Override
        public String toString() {
            return "a token";
        }
    }

    /** An SSH key, by its id; that they have it was proven when they connected. */
    record Key(String id) implements Proof {}

    /** Nothing: it came from inside the cluster, where nobody can be known. What it reaches asks for itself. */
    record Cluster() implements Proof {}
}
