package dev.spark.gateway.auth;

/**
 * Who calls.
 *
 * @param user the name that sparks, keys and tokens belong to
 * @param tokenId the id of the token it called with, {@code oidc} for one of the OIDC provider, {@code key:} and the key's id for
 *     an SSH key, {@link #CLUSTER}
 */
public record Caller(String user, Role role, String tokenId) {

    /** In place of a token's id: a connection inside the cluster, which shows none. */
    public static final String CLUSTER = "cluster";

    public boolean isAdmin() {
        return role == Role.ADMIN;
    }

    /** Whether it may see and change what belongs to that user. */
    public boolean mayTouch(String owner) {
        return isAdmin() || user.equals(owner);
    }
}
