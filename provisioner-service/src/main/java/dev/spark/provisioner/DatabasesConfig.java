package dev.spark.provisioner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

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
