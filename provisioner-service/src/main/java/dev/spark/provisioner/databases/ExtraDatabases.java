package dev.spark.provisioner.databases;

import static dev.spark.provisioner.databases.Identifier.literal;
import static dev.spark.provisioner.databases.Identifier.quote;

import dev.spark.provisioner.DatabasesConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The rules for databases that sparks create themselves. PostgreSQL has no limit on them and opens each to everybody, so they are
 * looked at again and again; each rule is applied to what is there, however it came about.
 */
final class ExtraDatabases {

    private static final Logger LOG = Logger.getLogger(ExtraDatabases.class);

    /** Common table expression: the roles of sparks. Only this service can comment on them. */
    static final String SPARK_ROLES = """
            with spark as (
                select r.oid, r.rolname
                from pg_catalog.pg_roles r
                join pg_catalog.pg_shdescription c
                  on c.objoid = r.oid and c.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                where c.description like 'spark s-%')
            """;

    /** Its owner may be about to drop it: that is waited for in the next rounds, and keeps nobody else's database open. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    /** After this number of rounds in vain the sessions in the way are ended. */
    private static final int PATIENCE = 30;

    private static final String CLOSED = "Closed by Spark: ";

    private final DatabasesConfig config;
    private final Server server;
    private final Map<String, Integer> inVain = new ConcurrentHashMap<>();

    ExtraDatabases(DatabasesConfig config, Server server) {
        this.config = config;
        this.server = server;
    }

    /** Shuts out everybody but the owner, and keeps to the number of databases. Cheap where there is nothing to do. */
    void protect(Connection connection) throws SQLException {
        List<String> open = names(connection, SPARK_ROLES + """
                select d.datname from pg_catalog.pg_database d join spark on spark.oid = d.datdba
                where d.datistemplate
                   or d.datacl is null
                   or d.datacl @> pg_catalog.makeaclitem(0, d.datdba, 'CONNECT', false)""");
        inVain.keySet().retainAll(open);
        setLockTimeout(connection, MOMENT);
        try {
            for (String database : open) {
                if (shut(connection, database)) {
                    inVain.remove(database);
                } else if (inVain.merge(database, 1, Integer::sum) > PATIENCE) {
                    try (Unblocking unblocking = Unblocking.of(connection, server)) {
                        setLockTimeout(connection, PostgresDatabases.LOCK_TIMEOUT);
                        shut(connection, database);
                    } finally {
                        setLockTimeout(connection, MOMENT);
                    }
                }
            }
            endStrangers(connection);
            limitNumber(connection);
        } finally {
            setLockTimeout(connection, PostgresDatabases.LOCK_TIMEOUT);
        }
    }

    private static boolean shut(Connection connection, String database) {
        return attempt(
                connection,
                database,
                "REVOKE CONNECT, TEMPORARY ON DATABASE " + quote(database) + " FROM PUBLIC",
                "ALTER DATABASE " + quote(database) + " WITH IS_TEMPLATE false");
    }

    private static void setLockTimeout(Connection connection, Duration timeout) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = " + timeout.toMillis());
        }
    }

    /** Those who came in before the door was shut. Asks about the sessions that there are, not about all roles. */
    private static void endStrangers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    select pg_catalog.pg_terminate_backend(a.pid)
                    from pg_catalog.pg_stat_activity a
                    join pg_catalog.pg_database d on d.oid = a.datid and d.datdba <> a.usesysid
                    where %s and %s
                      and not pg_catalog.has_database_privilege(a.usesysid, d.oid, 'CONNECT')""".formatted(isSpark("a.usesysid"), isSpark("d.datdba")));
        }
    }

    private void limitNumber(Connection connection) throws SQLException {
        // Its own is counted, too.
        String query = """
                select r.rolname, r.rolcreatedb
                from pg_catalog.pg_roles r
                left join (select datdba, count(*) as n from pg_catalog.pg_database group by datdba) d on d.datdba = r.oid
                where r.rolcanlogin
                  and r.rolcreatedb <> (coalesce(d.n, 0) <= %1$d and %1$d > 0)
                  and %2$s""".formatted(config.extraDatabases(), isSpark("r.oid"));
        record Role(String name, boolean creates) {}
        var wrong = new ArrayList<Role>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                wrong.add(new Role(rows.getString(1), rows.getBoolean(2)));
            }
        }
        for (Role role : wrong) {
            String alter = "ALTER ROLE " + quote(role.name()) + (role.creates() ? " NOCREATEDB" : " CREATEDB");
            if (attempt(connection, role.name(), alter)) {
                LOG.infof("%s: may create %s databases", role.name(), role.creates() ? "no more" : "more");
            }
        }
    }

    private static String isSpark(String role) {
        return """
                exists (select from pg_catalog.pg_shdescription c
                        where c.objoid = %s and c.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                          and c.description like 'spark s-%%')""".formatted(role);
    }

    /** Closes the extra databases of sparks where they are too large together, and opens them where they no longer are. */
    void limitSize(Connection connection) throws SQLException {
        String query = SPARK_ROLES + """
                select datname, datallowconn, pg_catalog.shobj_description(oid, 'pg_database') like ?,
                       sum(size) over (partition by datdba) > ?
                from (select d.*, pg_catalog.pg_database_size(d.oid) as size
                      from pg_catalog.pg_database d
                      join spark on spark.oid = d.datdba and d.datname <> spark.rolname) extra""";
        record Extra(String name, boolean open, boolean closedByUs, boolean tooLarge) {}
        var extras = new ArrayList<Extra>();
        try (PreparedStatement question = connection.prepareStatement(query)) {
            question.setString(1, CLOSED + "%");
            question.setLong(2, config.extraDatabasesSize().asLongValue());
            try (ResultSet rows = question.executeQuery()) {
                while (rows.next()) {
                    extras.add(
                            new Extra(rows.getString(1), rows.getBoolean(2), rows.getBoolean(3), rows.getBoolean(4)));
                }
            }
        }
        try (Unblocking unblocking = Unblocking.of(connection, server)) {
            for (Extra extra : extras) {
                String name = quote(extra.name());
                if (extra.tooLarge() && extra.open()) {
                    LOG.infof("%s: closed, with the others of its spark it is too large", extra.name());
                    attempt(
                            connection,
                            extra.name(),
                            "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false",
                            "COMMENT ON DATABASE " + name + " IS "
                                    + literal(CLOSED
                                            + "the databases that this spark created are larger than %d MiB together; drop some"
                                                    .formatted(config.extraDatabasesSize()
                                                                    .asLongValue()
                                                            >> 20)));
                    endSessionsIn(connection, extra.name());
                } else if (!extra.tooLarge() && !extra.open() && extra.closedByUs()) {
                    attempt(
                            connection,
                            extra.name(),
                            "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true",
                            "COMMENT ON DATABASE " + name + " IS NULL");
                }
            }
        }
    }

    static void endSessionsIn(Connection connection, String database) throws SQLException {
        try (PreparedStatement ending = connection.prepareStatement(
                "select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = ?")) {
            ending.setString(1, database);
            ending.execute();
        }
    }

    /** A query for the names of all databases that a role owns. */
    static String databasesOf(String role) {
        return "select datname from pg_catalog.pg_database where datdba = (select oid from pg_catalog.pg_roles where rolname = "
                + literal(role) + ")";
    }

    static List<String> names(Connection connection, String query) throws SQLException {
        var names = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** What fails concerns one spark, and is tried again the next time. */
    private static boolean attempt(Connection connection, String what, String... commands) {
        try (Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
            return true;
        } catch (SQLException e) {
            LOG.debugf(e, "%s: has to wait", what);
            return false;
        }
    }
}
