package dev.spark.local.cluster.simulated;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a simulated cluster is started with.
 *
 * @param port the port at 127.0.0.1; 0 takes a free one
 * @param token what clients must show; any will do where it is empty
 * @param podsReadyAfter how long a new pod takes to become ready
 * @param podsGoneAfter how long a deleted pod takes to end
 * @param journal the file in which the objects survive a restart, if they shall
 */
public record SimulationSettings(
        int port, String token, Duration podsReadyAfter, Duration podsGoneAfter, Optional<Path> journal) {

    /** A cluster without past and future on a free port, in which all that happens happens at once. */
    public static final SimulationSettings IMMEDIATE =
            new SimulationSettings(0, "simulated", Duration.ZERO, Duration.ZERO, Optional.empty());
}
