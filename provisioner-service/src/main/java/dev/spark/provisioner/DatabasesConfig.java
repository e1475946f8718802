package dev.spark.provisioner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The PostgreSQL server that sparks have their databases on. */
@ConfigMapping(prefix = "spark.databases")
public interface DatabasesConfig {

    /** Where this service reaches it. */
    String host();

    int port();

    /** A login that may create databases and roles (createrole_self_grant set), and no superuser. */
    String user();

    String password();

    /** A database that the login may connect to. It creates and drops from there, and leaves nothing in it. */
    String maintenanceDatabase();

    /** Where sparks reach it. */
    String hostForSparks();

    int portForSparks();

    /** The sslmode in the sparks' DATABASE_URL. */
    @WithDefault("prefer")
    String sslmodeForSparks();

    /**
     * The certificate in PEM of the CA that sparks check the server's by, which {@code verify-full} needs where it is not a
     * public one. Sparks find it as a file, by PGSSLROOTCERT and NODE_EXTRA_CA_CERTS.
     */
    Optional<String> rootCertificate();

    /** The database that new ones are copies of. */
    @WithDefault("template1")
    String template();

    /** How many connections a spark may have. */
    @WithDefault("20")
    int connections();

    /** How long a statement of a spark may take, unless it sets another limit. */
    @WithDefault("15m")
    Duration statementTimeout();

    /** How long a transaction of a spark may be idle, unless it sets another limit. */
    @WithDefault("15m")
    Duration idleInTransactionTimeout();
}
