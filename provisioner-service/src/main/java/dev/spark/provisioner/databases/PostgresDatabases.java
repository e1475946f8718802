package dev.spark.provisioner.databases;

import static dev.spark.provisioner.databases.Identifier.literal;
import static dev.spark.provisioner.databases.Identifier.quote;

import dev.spark.events.SparkId;
import dev.spark.provisioner.DatabasesConfig;
import dev.spark.provisioner.app.Belonging;
import dev.spark.provisioner.app.Databases;
import dev.spark.provisioner.app.Effect;
import dev.spark.provisioner.app.EffectFailed;
import dev.spark.provisioner.app.Effects;
import dev.spark.provisioner.domain.DatabaseName;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.plan.Observed;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.postgresql.util.PasswordUtil;

/**
 * A role and a database of its own for each spark, on PostgreSQL 16 or newer, by a login that is no superuser.
 *
 * <p>CREATE DATABASE is no transaction, so the order of statements makes every crash harmless: the database takes no
 * connections until everybody but its role is shut out, and each statement can be said again. All statements are about shared
 * objects and go through the maintenance database, but for those that cut a role's ties ({@link RoleTies}).
 */
@ApplicationScoped
class PostgresDatabases implements Databases {

    private static final Logger LOG = Logger.getLogger(PostgresDatabases.class);
    private static final String MARK = "spark ";
    private static final String DUPLICATE_OBJECT = "42710";
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String WRONG_PASSWORD = "28P01";
    private static final String NO_LOGIN = "28000";
    private static final String NO_RIGHT = "42501";
    private static final String NO_LIBRARY = "58P01";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String NO_DATABASE = "3D000";

    /** Others' objects depend on it, or a transaction of theirs is about to make one that does. */
    private static final Set<String> HELD = Set.of("2BP01", "55P03");

    static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SESSION_ENDS_WITHIN = Duration.ofSeconds(2);

    private final AgroalDataSource server;
    private final DatabasesConfig config;
    private final Effects effects;
    private final Server direct;
    private final RoleTies ties;
    private final ExtraDatabases extras;

    PostgresDatabases(@DataSource("sparks") AgroalDataSource server, DatabasesConfig config, Effects effects) {
        this.server = server;
        this.config = config;
        this.effects = effects;
        this.direct = new Server(config);
        this.ties = new RoleTies(direct);
        this.extras = new ExtraDatabases(config, direct);
    }

    @Override
    public String manifest() {
        return "2 %d %s %s %b"
                .formatted(
                        config.connections(),
                        config.statementTimeout(),
                        config.idleInTransactionTimeout(),
                        config.extraDatabases() > 0);
    }

    @Override
    public Observed.Database look(SparkId id, String password, boolean tryLogin) {
        String name = DatabaseName.of(id).value();
        try (Connection connection = server.getConnection();
                PreparedStatement question = connection.prepareStatement("""
                        select (select rolcanlogin from pg_catalog.pg_roles where rolname = ?),
                               (select datallowconn and pg_catalog.pg_get_userbyid(datdba) = datname
                                from pg_catalog.pg_database where datname = ?)""")) {
            question.setString(1, name);
            question.setString(2, name);
            try (ResultSet answer = question.executeQuery()) {
                answer.next();
                // What is absent reads as false. One that another role has made under this name is not the spark's.
                if (!answer.getBoolean(2)) {
                    return Observed.Database.MISSING;
                }
                if (!answer.getBoolean(1)) {
                    return Observed.Database.LOCKED_OUT;
                }
            }
        } catch (SQLException e) {
            LOG.debugf("%s: its database cannot be looked at: %s", id, e.getMessage());
            return Observed.Database.UNKNOWN;
        }
        return tryLogin ? logIn(name, password) : Observed.Database.SOUND;
    }

    /** Connects as the spark would, and says nothing there. */
    private Observed.Database logIn(String name, String password) {
        try (Connection connection = direct.connectAsSpark(name, password)) {
            return Observed.Database.SOUND;
        } catch (SQLException e) {
            return switch (String.valueOf(e.getSQLState())) {
                case WRONG_PASSWORD, NO_LOGIN, NO_RIGHT, NO_LIBRARY -> Observed.Database.LOCKED_OUT;
                case NO_DATABASE -> Observed.Database.MISSING;
                case TOO_MANY_CONNECTIONS -> Observed.Database.SOUND;
                default -> Observed.Database.UNKNOWN;
            };
        }
    }

    @Override
    public void create(SparkId id, String password) {
        String plain = DatabaseName.of(id).value();
        String name = quote(plain);
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement();
                Unblocking unblocking = Unblocking.ofIdle(connection, direct)) {
            effects.perform(Effect.CREATE_ROLE, () -> createRole(statement, id, name, password));
            effects.perform(Effect.CREATE_DATABASE, () -> createDatabase(connection, statement, plain));
            effects.perform(Effect.OPEN_DATABASE, () -> openDatabase(statement, id, name));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void createRole(Statement statement, SparkId id, String name, String password) {
        // The server never sees the password: its statement log might keep it.
        String verifier = literal(PasswordUtil.encodeScramSha256(password.toCharArray()));
        String attributes = " LOGIN %s NOCREATEROLE CONNECTION LIMIT %d PASSWORD %s"
                .formatted(config.extraDatabases() > 0 ? "CREATEDB" : "NOCREATEDB", config.connections(), verifier);
        unless(
                DUPLICATE_OBJECT,
                statement,
                "CREATE ROLE " + name + " NOINHERIT" + attributes,
                () -> execute(statement, "ALTER ROLE " + name + attributes));
        execute(
                statement,
                // Owning by membership is how somebody who is no superuser makes and drops it.
                "GRANT " + name + " TO CURRENT_USER WITH INHERIT TRUE, SET TRUE",
                "ALTER ROLE " + name + " SET statement_timeout = "
                        + config.statementTimeout().toMillis(),
                "ALTER ROLE " + name + " SET idle_in_transaction_session_timeout = "
                        + config.idleInTransactionTimeout().toMillis(),
                "COMMENT ON ROLE " + name + " IS " + literal(MARK + id));
    }

    private void createDatabase(Connection connection, Statement statement, String plain) {
        String name = quote(plain);
        String create = "CREATE DATABASE %s OWNER %s TEMPLATE %s STRATEGY wal_log ALLOW_CONNECTIONS false"
                .formatted(name, name, quote(config.template()));
        unless(DUPLICATE_DATABASE, statement, create, () -> {
            if (isAnothers(connection, plain)) {
                moveAside(connection, statement, plain);
                execute(statement, create);
            }
        });
    }

    private static boolean isAnothers(Connection connection, String database) {
        try {
            return !ExtraDatabases.names(connection, ExtraDatabases.databasesOf(database))
                    .contains(database);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Roles may create databases, by this spark's name too, before it has one. Nothing in it is the spark's, and nothing is lost. */
    private static void moveAside(Connection connection, Statement statement, String database) {
        try {
            String free = database + "_"
                    + ExtraDatabases.names(
                                    connection,
                                    "select oid from pg_catalog.pg_database where datname = " + literal(database))
                            .getFirst();
            LOG.warnf("%s: another role has made a database of this name, which is called %s now", database, free);
            execute(statement, "ALTER DATABASE " + quote(database) + " WITH ALLOW_CONNECTIONS false");
            ExtraDatabases.endSessionsIn(connection, database);
            execute(
                    statement,
                    "ALTER DATABASE " + quote(database) + " RENAME TO " + quote(free),
                    "ALTER DATABASE " + quote(free) + " WITH ALLOW_CONNECTIONS true");
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static void openDatabase(Statement statement, SparkId id, String name) {
        execute(
                statement,
                // The owner may have set what lets nobody log in.
                "ALTER DATABASE " + name + " RESET local_preload_libraries",
                "ALTER ROLE " + name + " RESET local_preload_libraries",
                "ALTER ROLE " + name + " IN DATABASE " + name + " RESET local_preload_libraries",
                "REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC",
                "GRANT CONNECT, TEMPORARY, CREATE ON DATABASE " + name + " TO " + name,
                "COMMENT ON DATABASE " + name + " IS " + literal(MARK + id),
                "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
    }

    @Override
    public boolean drop(SparkId id) {
        String plain = DatabaseName.of(id).value();
        String name = quote(plain);
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            try (Unblocking unblocking = Unblocking.of(connection, direct)) {
                if (exists(connection, "select true from pg_catalog.pg_roles where rolname = ?", plain)) {
                    // Who is cut off would be back before the databases are gone. Nobody else's session is let in
                    // either.
                    execute(statement, "ALTER ROLE " + name + " NOLOGIN NOCREATEDB");
                    endSessions(connection, plain);
                }
                effects.perform(Effect.DROP_DATABASE, () -> dropDatabases(connection, statement, plain));
            }
            return effects.perform(Effect.DROP_ROLE, () -> dropRole(connection, plain));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Those of the role, wherever it is connected: it may hold locks on its databases from any of them. */
    private static void endSessions(Connection connection, String role) throws SQLException {
        try (PreparedStatement ending = connection.prepareStatement(
                "select pg_catalog.pg_terminate_backend(pid, ?) from pg_catalog.pg_stat_activity where usename = ?")) {
            ending.setLong(1, SESSION_ENDS_WITHIN.toMillis());
            ending.setString(2, role);
            ending.execute();
        }
    }

    /** Its own, and all that it has created. */
    private static void dropDatabases(Connection connection, Statement statement, String role) {
        try {
            for (String database : ExtraDatabases.names(connection, ExtraDatabases.databasesOf(role))) {
                if (exists(
                        connection,
                        "select true from pg_catalog.pg_database where datname = ? and datistemplate",
                        database)) {
                    execute(statement, "ALTER DATABASE " + quote(database) + " WITH IS_TEMPLATE false");
                }
                execute(statement, "DROP DATABASE IF EXISTS " + quote(database) + " WITH (FORCE)");
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private boolean dropRole(Connection connection, String role) {
        try {
            connection.setAutoCommit(false);
            try {
                if (isDropped(connection, role)) {
                    return true;
                }
                ties.cut(connection, role);
                boolean dropped = isDropped(connection, role);
                if (!dropped) {
                    LOG.infof("%s: its role stays, locked: other sparks hold on to it", role);
                }
                return dropped;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static boolean isDropped(Connection connection, String role) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + LOCK_TIMEOUT.toMillis());
            statement.execute("DROP ROLE IF EXISTS " + quote(role));
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (!HELD.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            return false;
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement question = connection.prepareStatement(query)) {
            question.setString(1, name);
            try (ResultSet answer = question.executeQuery()) {
                return answer.next();
            }
        }
    }

    @Override
    public List<Belonging> belongings() {
        var found = new ArrayList<Belonging>();
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ExtraDatabases.SPARK_ROLES + """
                        select rolname, rolname from spark
                        union
                        select d.datname, spark.rolname
                        from pg_catalog.pg_database d join spark on spark.oid = d.datdba
                        union
                        select datname, datname from pg_catalog.pg_database
                        where pg_catalog.shobj_description(oid, 'pg_database') like 'spark s-%'
                          and datdba not in (select oid from spark)""")) {
            while (rows.next()) {
                // A database is its owner's, whatever its comment says: that one the owner can write.
                String name = rows.getString(1);
                DatabaseName.sparkOf(rows.getString(2))
                        .ifPresent(spark -> found.add(new Belonging(Part.DATABASE, name, spark)));
            }
        } catch (SQLException e) {
            throw failure(e);
        }
        return found;
    }

    @Override
    public void protect() {
        try (Connection connection = server.getConnection()) {
            extras.protect(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void limitSize() {
        try (Connection connection = server.getConnection()) {
            extras.limitSize(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static void execute(Statement statement, String... commands) {
        for (String command : commands) {
            try {
                statement.execute(command);
            } catch (SQLException e) {
                throw failure(e);
            }
        }
    }

    private static void unless(String state, Statement statement, String command, Runnable otherwise) {
        try {
            statement.execute(command);
        } catch (SQLException e) {
            if (!state.equals(e.getSQLState())) {
                throw failure(e);
            }
            otherwise.run();
        }
    }

    private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03", "53300");

    /** The server's own words are for the log: they may quote a statement. */
    private static EffectFailed failure(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        boolean unreachable = e.getSQLState() == null || state.startsWith("08") || NOT_NOW.contains(state);
        LOG.debugf(e, "PostgreSQL says %s", state);
        return unreachable
                ? new EffectFailed(EffectFailed.Kind.UNREACHABLE, "the database server does not answer", e)
                : new EffectFailed(EffectFailed.Kind.FAILED, "the database server refuses (SQLSTATE " + state + ")", e);
    }
}
