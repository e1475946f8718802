package dev.spark.gateway.jump;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a channel is to lead.
 *
 * @param spark its name or id
 * @param port from 1 to 65535
 */
record Destination(String spark, int port) {

    private static final String SUFFIX = ".spark";
    private static final int LONGEST = 64;
    private static final int LAST_PORT = 65535;

    /** {@code NAME}, {@code NAME.spark} or the id, as users write it; empty for what cannot be one. */
    static Optional<Destination> of(String host, long port) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(SUFFIX)) {
            name = name.substring(0, name.length() - SUFFIX.length());
        }
        boolean possible = name.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?") && name.length() <= LONGEST;
        return possible && port >= 1 && port <= LAST_PORT
                ? Optional.of(new Destination(name, (int) port))
                : Optional.empty();
    }
}
