package dev.spark.gateway.auth;

import java.util.Locale;
import java.util.Optional;

/** What a caller may do: a member owns sparks, an admin runs the installation. */
public enum Role {
    MEMBER,
    ADMIN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String wire) {
        for (Role role : values()) {
            if (role.wire().equals(wire)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** Whether whoever has this role may hand out that one. */
    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }
}
