package dev.spark.provisioner;

import io.quarkus.runtime.configuration.MemorySize;
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

    /**
     * PGSSLMODE in each spark: {@code disable} where the server has no TLS, {@code require} or {@code verify-full} where it has.
     * Not {@code prefer}: several drivers take it for a demand, or refuse the word.
     */
    @WithDefault("disable")
    String sslmodeForSparks();

    /**
     * The certificate in PEM of the CA that sparks check the server's by, which {@code verify-full} needs where it is not a
     * public one. Sparks find it as a file, by PGSSLROOTCERT and NODE_EXTRA_CA_CERTS.
     */
    Optional<String> rootCertificate();

    /** The database that new ones are copies of. */
    @WithDefault("template1")
    String template();

    /** How many connections a spark may have, to all of its databases together. */
    @WithDefault("20")
    int connections();

    /** How many databases a spark may create beside its own, for tests and migrations. 0: none. */
    @WithDefault("8")
    int extraDatabases();

    /** How large those may be together; above it they take no connections, and can only be dropped. */
    @WithDefault("5G")
    MemorySize extraDatabasesSize();

    /** How long a statement of a spark may take, unless it sets another limit. */
    @WithDefault("15m")
    Duration statementTimeout();

    /** How long a transaction of a spark may be idle, unless it sets another limit. */
    @WithDefault("15m")
    Duration idleInTransactionTimeout();
}
