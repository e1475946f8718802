package dev.spark.gateway.jump;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Where the SSH jump host listens, and how much it bears. */
@ConfigMapping(prefix = "spark.gateway.jump")
public interface JumpConfig {

    /** Whether there is one. */
    @WithDefault("true")
    boolean enabled();

    /** The address that it listens on; that of HTTP, if nothing is said. */
    @WithDefault("${quarkus.http.host}")
    String host();

    /** The port that it listens on; 0 for any free one. */
    @WithDefault("2222")
    int port();

    /** Where users reach it, if not at the host of the API. */
    Optional<String> publicHost();

    /** The port where users reach it, if not the one that it listens on. */
    OptionalInt publicPort();

    /** How long a connection may take to authenticate. */
    @WithDefault("20s")
    Duration authenticateWithin();

    /** How many keys a connection may offer, each of them once to ask and once to sign. */
    @WithDefault("16")
    int authTries();

    /** How many connections of one address may be open that have not authenticated yet. */
    @WithDefault("64")
    int strangersPerAddress();

    /** How many connections may be open in all that have not authenticated yet. */
    @WithDefault("256")
    int strangers();

    /** How many connections of one address may fail to authenticate within a minute; more are not let in. */
    @WithDefault("30")
    int failuresPerAddress();

    /** How many connections there may be with one key. */
    @WithDefault("100")
    int connectionsPerKey();

    /** How many channels there may be in one connection. */
    @WithDefault("64")
    int channelsPerConnection();

    /** How many channels there may be in all. Each keeps up to 256 KiB for a spark that reads slowly. */
    @WithDefault("500")
    int channels();

    /** How often a client is asked for a sign of life. */
    @WithDefault("30s")
    Duration ping();

    /** A client that gives no sign of life for this long is gone. */
    @WithDefault("5m")
    Duration silence();
}
