package dev.spark.local.postgres;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBootstrapIT {

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void bootstrapTwice() throws SQLException {
        postgres = new EmbeddedPostgres(PostgresSettings.of(folder, 0, "secret").notDurable()).start();
        bootstrap(service -> "first");
        bootstrap(PostgresBootstrapIT::password);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void givesEachServiceASchemaOfItsOwn() throws SQLException {
        for (var service : PostgresBootstrap.SERVICES) {
            try (var connection = as(service, "spark")) {
                execute(connection, "CREATE TABLE mine (i int)");
                execute(connection, "INSERT INTO " + service + ".mine VALUES (1)");
            }
        }
    }

    @Test
    void keepsServicesOutOfEachOthersSchemas() throws SQLException {
        try (var gateway = as("gateway", "spark");
                var metrics = as("metrics", "spark")) {
            execute(gateway, "CREATE TABLE secrets (i int)");

            assertThatThrownBy(() -> execute(metrics, "SELECT * FROM gateway.secrets"))
                    .hasMessageContaining("permission denied for schema gateway");
            assertThatThrownBy(() -> execute(metrics, "CREATE TABLE public.t (i int)"))
                    .hasMessageContaining("permission denied for schema public");
        }
    }

    @Test
    void letsNoRoleConnectToTheTemplate() {
        assertThatThrownBy(() -> as("gateway", "template1")).hasMessageContaining("permission denied for database");
    }

    @Test
    void letsEverybodyCreateDatabasesFromPostgresAndKeepNothingThere() throws SQLException {
        try (var provisioner = as("provisioner", "spark")) {
            execute(provisioner, "CREATE ROLE s_three LOGIN CREATEDB PASSWORD 's_three'");
        }
        try (var guest = DriverManager.getConnection(postgres.url("postgres"), "s_three", "s_three")) {
            execute(guest, "CREATE DATABASE three_test");
            execute(guest, "DROP DATABASE three_test");

            for (var kept : new String[] {
                "CREATE TABLE public.t (i int)",
                "CREATE TEMPORARY TABLE t (i int)",
                "CREATE SCHEMA s",
                "SELECT lo_create(0)",
                "SELECT lo_creat(-1)",
                "SELECT lo_from_bytea(0, 'x')"
            }) {
                assertThatThrownBy(() -> execute(guest, kept)).as(kept).hasMessageContaining("permission denied");
            }
        }
        try (var provisioner = as("provisioner", "spark")) {
            execute(provisioner, "DROP ROLE s_three");
        }
    }

    @Test
    void letsTheProvisionerMakeDatabasesThatOnlyTheirOwnersEnter() throws SQLException {
        try (var provisioner = as("provisioner", "spark")) {
            for (var spark : new String[] {"s_one", "s_two"}) {
                execute(provisioner, "CREATE ROLE " + spark + " LOGIN CONNECTION LIMIT 20 PASSWORD '" + spark + "'");
                execute(provisioner, "CREATE DATABASE " + spark + " OWNER " + spark);
                execute(provisioner, "REVOKE ALL ON DATABASE " + spark + " FROM PUBLIC");
            }

            try (var own = DriverManager.getConnection(postgres.url("s_one"), "s_one", "s_one")) {
                execute(own, "CREATE TABLE t (i int)");
            }
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url("s_one"), "s_two", "s_two"))
                    .hasMessageContaining("permission denied for database");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url("spark"), "s_two", "s_two"))
                    .hasMessageContaining("permission denied for database");
            assertThatThrownBy(() -> as("gateway", "s_one")).hasMessageContaining("permission denied for database");

            execute(provisioner, "DROP DATABASE s_one WITH (FORCE)");
            execute(provisioner, "DROP ROLE s_one");
        }
    }

    @Test
    void makesNoServiceAMasterOfTheServer() throws SQLException {
        try (var connection = postgres.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT count(*) FILTER (WHERE rolsuper OR rolreplication OR rolbypassrls),
                               string_agg(rolname, ' ') FILTER (WHERE rolcreatedb OR rolcreaterole)
                        FROM pg_roles WHERE rolname LIKE 'spark\\_%'
                        """)) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
            assertThat(rows.getString(2)).isEqualTo("spark_provisioner");
        }
    }

    @Test
    void takesBackTheLocksOfAServiceThatFroze() throws SQLException {
        try (var waiting = as("gateway", "spark");
                var frozen = as("gateway", "spark")) {
            execute(waiting, "CREATE TABLE log (i int)");
            execute(waiting, "INSERT INTO log VALUES (1)");
            frozen.setAutoCommit(false);
            execute(frozen, "SELECT * FROM log FOR UPDATE");

            execute(waiting, "SET lock_timeout = '100ms'");
            assertThatThrownBy(() -> execute(waiting, "SELECT * FROM log FOR UPDATE"))
                    .as("it is locked")
                    .hasMessageContaining("lock timeout");
            execute(waiting, "SET lock_timeout = '15s'");
            execute(waiting, "SELECT * FROM log FOR UPDATE");
        }
    }

    @Test
    void noticesServicesWhoseHostIsGone() throws SQLException {
        for (var service : PostgresBootstrap.SERVICES) {
            try (var connection = as(service, "spark")) {
                assertThat(answer(connection, """
                        SELECT format('%s s, %s times %s s, %s', current_setting('tcp_keepalives_idle'),
                            current_setting('tcp_keepalives_count'), current_setting('tcp_keepalives_interval'),
                            current_setting('tcp_user_timeout'))
                        """)).as(service).isEqualTo("10 s, 3 times 5 s, 15000");
            }
        }
    }

    @Test
    void logsNothingOfWhatASparkSays() throws Exception {
        try (var spark = guest("s_loud");
                var gateway = as("gateway", "spark")) {
            var before = Files.size(folder.resolve("postgres.log"));
            for (var loud : new String[] {
                "SELECT '" + LONG + "'::int",
                "SELECT 1 FROM nowhere -- " + LONG,
                "DO $$BEGIN RAISE EXCEPTION '" + LONG + "'; END$$",
                "SET log_min_messages = debug5",
                "SET log_min_error_statement = error",
                "ALTER ROLE s_loud SET log_min_messages = warning",
                "ALTER DATABASE s_loud SET log_min_messages = warning"
            }) {
                assertThatThrownBy(() -> execute(spark, loud)).isInstanceOf(SQLException.class);
            }
            execute(spark, "DO $$BEGIN RAISE LOG '" + LONG + "'; RAISE WARNING '" + LONG + "'; END$$");
            execute(spark, "SET debug_print_parse = on");
            execute(spark, "SELECT '" + LONG + "'");
            execute(spark, "ALTER ROLE s_loud RESET ALL");
            assertThatThrownBy(() -> execute(gateway, "SELECT short FROM nowhere"))
                    .isInstanceOf(SQLException.class);

            var logged = Files.readString(folder.resolve("postgres.log")).substring((int) before);
            assertThat(logged)
                    .as("what a service does wrong")
                    .contains("relation \"nowhere\" does not exist")
                    .hasSizeLessThan(2000)
                    .doesNotContain("SELECT short");
        }
        try (var again = DriverManager.getConnection(postgres.url("s_loud"), "s_loud", "s_loud")) {
            assertThat(answer(again, "SHOW log_min_messages")).isEqualTo("fatal");
        }
    }

    @Test
    void limitsTheTemporaryFilesOfSparksAndOfNobodyElse() throws SQLException {
        try (var spark = guest("s_large");
                var gateway = as("gateway", "spark")) {
            assertThat(answer(spark, "SHOW temp_file_limit")).isEqualTo("1GB");
            assertThat(answer(gateway, "SHOW temp_file_limit")).isEqualTo("-1");
            for (var raise : new String[] {
                "SET temp_file_limit = -1",
                "ALTER ROLE s_large SET temp_file_limit = -1",
                "ALTER DATABASE s_large SET temp_file_limit = -1"
            }) {
                assertThatThrownBy(() -> execute(spark, raise)).hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void keepsConnectionsForTheServices() throws SQLException {
        var taken = new ArrayList<Connection>();
        try {
            taken.add(guest("s_many"));
            assertThatThrownBy(() -> {
                        while (taken.size() < 400) {
                            taken.add(DriverManager.getConnection(postgres.url("s_many"), "s_many", "s_many"));
                        }
                    })
                    .hasMessageContaining("remaining connection slots are reserved");
            for (var service : PostgresBootstrap.SERVICES) {
                as(service, "spark").close();
            }
        } finally {
            for (var connection : taken) {
                connection.close();
            }
        }
        assertThat(taken).hasSizeGreaterThan(250);
    }

    private static final String LONG = "x".repeat(100_000);

    /** As a role with a database of its own, as sparks have it. */
    private static Connection guest(String name) throws SQLException {
        try (var provisioner = as("provisioner", "spark")) {
            execute(provisioner, "CREATE ROLE " + name + " LOGIN PASSWORD '" + name + "'");
            execute(provisioner, "CREATE DATABASE " + name + " OWNER " + name);
        }
        return DriverManager.getConnection(postgres.url(name), name, name);
    }

    private static String answer(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void bootstrap(UnaryOperator<String> password) throws SQLException {
        new PostgresBootstrap(postgres::connect)
                .run(PostgresBootstrap.SERVICES.stream().collect(toMap(service -> service, password)));
    }

    private static String password(String service) {
        return "o'" + service;
    }

    private static Connection as(String service, String database) throws SQLException {
        return DriverManager.getConnection(postgres.url(database), PostgresBootstrap.role(service), password(service));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
