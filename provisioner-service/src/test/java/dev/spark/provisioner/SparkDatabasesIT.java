package dev.spark.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.spark.events.SparkId;
import dev.spark.provisioner.app.Belonging;
import dev.spark.provisioner.app.Databases;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.plan.Observed;
import dev.spark.testing.Infrastructure;
import dev.spark.testing.Postgres;
import dev.spark.testing.SparkInfrastructure;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a spark's role may do on a real PostgreSQL, and what is done about it. The service itself runs beside and helps. */
@QuarkusTest
@WithTestResource(
        value = SparkInfrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "provisioner"),
            @ResourceArg(name = "kubernetes", value = "true")
        })
@WithTestResource(ProvisionerSettings.class)
class SparkDatabasesIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    @Inject
    Databases databases;

    private final SparkId ada = SparkId.random(new SecureRandom());
    private final SparkId bob = SparkId.random(new SecureRandom());
    private final Postgres superuser = Postgres.superuser("spark");

    @BeforeEach
    void twoSparksHaveDatabases() {
        databases.create(ada, "of-ada");
        databases.create(bob, "of-bob");
    }

    @AfterEach
    void andAreGone() {
        databases.drop(ada);
        databases.drop(bob);
    }

    @Test
    void createsAndDropsDatabasesAsFrameworksDo() throws SQLException {
        // Django, Rails, Ecto and createdb connect to "postgres"; Prisma to the database that it was given.
        for (String from : List.of("postgres", role(ada))) {
            try (Connection connection = logIn(ada, from)) {
                execute(connection, "create database " + extra("test"));
                try (Connection test = logIn(ada, extra("test"))) {
                    execute(
                            test,
                            "create schema app",
                            "create table app.note (n int)",
                            "drop schema app cascade",
                            "drop schema public cascade",
                            "create schema public");
                }
                execute(connection, "drop database " + extra("test"));
            }
        }
    }

    @Test
    void createsTheExtensionsThatPostgresqlTrusts() throws SQLException {
        try (Connection connection = logIn(ada, role(ada))) {
            for (String extension : List.of(
                    "btree_gin",
                    "btree_gist",
                    "citext",
                    "cube",
                    "fuzzystrmatch",
                    "hstore",
                    "intarray",
                    "isn",
                    "ltree",
                    "pg_trgm",
                    "pgcrypto",
                    "tablefunc",
                    "tsm_system_rows",
                    "unaccent")) {
                execute(connection, "create extension " + extension);
            }
            execute(connection, "create extension \"uuid-ossp\"");
            assertThatThrownBy(() -> execute(connection, "create extension file_fdw"))
                    .hasMessageContaining("permission denied to create extension");
        }
    }

    @Test
    void shutsEverybodyElseOutOfWhatASparkCreates() throws SQLException {
        execute(
                ada,
                role(ada),
                "create database " + extra("shadow"),
                "grant all on database " + extra("shadow") + " to " + role(ada));
        // The door may be shut already. If not, who came in is shown out.
        try (Connection early = logIn(bob, extra("shadow"))) {
            databases.protect();
            assertThatThrownBy(() -> execute(early, "select 1")).isInstanceOf(SQLException.class);
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("permission denied for database");
        }
        databases.protect();

        assertThatThrownBy(() -> logIn(bob, extra("shadow")).close())
                .hasMessageContaining("permission denied for database");
        logIn(ada, extra("shadow")).close();
    }

    @Test
    void endsWhoCameInBeforeTheDoorWasShut() throws SQLException {
        execute(ada, role(ada), "create database " + extra("shadow"), "create database " + extra("shared"));
        databases.protect();
        execute(
                ada,
                role(ada),
                "grant connect on database " + extra("shared") + " to " + role(bob),
                "grant connect on database " + extra("shadow") + " to " + role(bob));
        try (Connection stranger = logIn(bob, extra("shadow"));
                Connection guest = logIn(bob, extra("shared"))) {
            execute(ada, role(ada), "revoke connect on database " + extra("shadow") + " from " + role(bob));
            databases.protect();

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(stranger.isValid(1)).isFalse());
            assertThat(guest.isValid(1)).as("who was let in by the owner").isTrue();
        }
    }

    @Test
    void letsNobodyCopyADatabaseThatIsMadeATemplate() throws SQLException {
        execute(ada, "postgres", "alter database " + role(ada) + " is_template true");
        databases.protect();

        assertThatThrownBy(
                        () -> execute(bob, "postgres", "create database " + extra("copy") + " template " + role(ada)))
                .hasMessageContaining("permission denied to copy database");
        execute(ada, "postgres", "create database " + extra("copy") + " template " + role(ada));
    }

    @Test
    void limitsHowManyASparkCreates() throws SQLException {
        for (int i = 1; i <= 8; i++) {
            execute(ada, "postgres", "create database " + extra("n" + i));
        }
        databases.protect();
        assertThatThrownBy(() -> execute(ada, "postgres", "create database " + extra("n9")))
                .hasMessageContaining("permission denied to create database");
        execute(bob, "postgres", "create database " + extra("of_bob"));

        execute(ada, "postgres", "drop database " + extra("n1"));
        databases.protect();
        execute(ada, "postgres", "create database " + extra("n9"));
    }

    @Test
    void endsNobodyWhoIsAtWorkOnADatabaseAndEndsThoseWhoKeepItOpen() throws SQLException {
        execute(ada, "postgres", "create database " + extra("busy"));
        databases.protect();
        try (Connection working = logIn(ada, "postgres")) {
            execute(working, "grant connect on database " + extra("busy") + " to public");
            inTransaction(working, "comment on database " + extra("busy") + " is 'mine'");
            inTransaction(working, "alter database " + extra("busy") + " set work_mem = '5MB'");
            for (int round = 1; round <= 3; round++) {
                databases.protect();
            }
            assertThat(working.isValid(1)).as("for a while").isTrue();

            for (int round = 1; round <= 30; round++) {
                databases.protect();
            }
        }
        databases.protect();
        assertThatThrownBy(() -> logIn(bob, extra("busy")).close())
                .hasMessageContaining("permission denied for database");
    }

    @Test
    void limitsConnectionsToAllDatabasesTogetherAndSaysSo() throws SQLException {
        execute(ada, "postgres", "create database " + extra("test"));
        var connections = new ArrayList<Connection>();
        try {
            for (int i = 0; i < 10; i++) {
                connections.add(logIn(ada, role(ada)));
                connections.add(logIn(ada, extra("test")));
            }
            assertThatThrownBy(() -> logIn(ada, "postgres").close())
                    .hasMessageContaining("too many connections for role \"" + role(ada) + "\"");
            logIn(bob, role(bob)).close();
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void closesWhatIsTooLargeUntilSomethingIsDropped() throws SQLException {
        execute(ada, "postgres", "create database " + extra("large"), "create database " + extra("small"));
        databases.limitSize();
        try (Connection connection = logIn(ada, extra("large"))) {
            execute(connection, "create table filler as select g from generate_series(1, 2000000) g");
            databases.limitSize();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(connection.isValid(1)).isFalse());
        }
        assertThatThrownBy(() -> logIn(ada, extra("small")).close()).hasMessageContaining("not currently accepting");
        assertThat(superuser.value(
                        String.class,
                        "select shobj_description(oid, 'pg_database') from pg_database where datname = ?",
                        extra("large")))
                .isEqualTo("Closed by Spark: the databases that this spark created are larger than 70 MiB together;"
                        + " drop some");
        logIn(ada, role(ada)).close();

        execute(ada, "postgres", "drop database " + extra("large"));
        databases.limitSize();
        logIn(ada, extra("small")).close();
    }

    @Test
    void dropsAllThatASparkHasCreatedThoughItHoldsLocksAndRoles() throws SQLException {
        execute(
                ada,
                "postgres",
                "create database " + extra("test"),
                "create database " + extra("kept") + " is_template true allow_connections false",
                "alter default privileges grant select on tables to " + role(bob));
        execute(bob, "postgres", "alter default privileges grant select on tables to " + role(ada));
        execute(bob, role(bob), "create database " + extra("of_bob"));
        execute(bob, extra("of_bob"), "create table note (n int)", "grant all on note to " + role(ada));
        execute(ada, role(ada), "grant connect on database " + role(ada) + " to " + role(bob) + " with grant option");

        try (Connection comment = logIn(ada, extra("test"));
                Connection own = logIn(ada, "postgres");
                Connection others = logIn(bob, role(bob))) {
            inTransaction(comment, "comment on database " + role(ada) + " is 'mine'");
            inTransaction(own, "alter role current_user set work_mem = '5MB'");
            inTransaction(others, "grant connect on database " + role(ada) + " to " + role(bob));

            assertThat(databases.drop(ada)).isTrue();
        }

        assertThat(superuser.rows("select datname from pg_database where datname like ?", extra("%")))
                .extracting(row -> row.get("datname"))
                .containsExactly(extra("of_bob"));
        assertThat(superuser.value(Long.class, "select count(*) from pg_roles where rolname = ?", role(ada)))
                .isZero();
        execute(bob, extra("of_bob"), "table note");
    }

    @Test
    void leavesNoStatementBehindInTheServer() throws SQLException {
        try (Connection connection = logIn(ada, "postgres")) {
            inTransaction(connection, "comment on database " + role(ada) + " is 'mine'");

            assertThat(databases.drop(ada)).isTrue();

            assertThat(superuser.value(
                            Long.class,
                            "select count(*) from pg_stat_activity where query like ? and state = 'active'"
                                    + " and pid <> pg_backend_pid()",
                            "DROP DATABASE%" + role(ada) + "%"))
                    .isZero();
        }
    }

    @Test
    void takesTheNameOfASparksDatabaseBack() throws SQLException {
        SparkId late = SparkId.random(new SecureRandom());
        execute(ada, "postgres", "create database " + role(late));
        execute(ada, role(late), "create table trap (n int)");
        try (Connection inside = logIn(ada, role(late))) {
            databases.create(late, "of-late");
            assertThat(inside.isValid(1)).isFalse();
        }

        assertThat(owner(role(late))).isEqualTo(role(late));
        try (Connection connection = password(late, role(late), "of-late")) {
            assertThatThrownBy(() -> execute(connection, "table trap")).hasMessageContaining("does not exist");
        }
        assertThat(superuser.value(
                        Long.class,
                        "select count(*) from pg_database where datname like ? and pg_get_userbyid(datdba) = ?",
                        role(late) + "\\_%",
                        role(ada)))
                .as("nothing of the other's is lost")
                .isOne();
        databases.drop(late);
    }

    @Test
    void makesAnotherDatabaseWhereAStrangerHasTakenItsName() throws SQLException {
        execute(ada, "postgres", "alter database " + role(ada) + " rename to " + extra("renamed"));
        execute(bob, "postgres", "create database " + role(ada));

        assertThat(databases.look(ada, "of-ada", false)).isEqualTo(Observed.Database.MISSING);
        databases.create(ada, "of-ada");
        assertThat(databases.look(ada, "of-ada", true)).isEqualTo(Observed.Database.SOUND);
        assertThat(owner(extra("renamed"))).isEqualTo(role(ada));
    }

    @Test
    void countsWhatSparksCreateAsTheirs() throws SQLException {
        execute(ada, "postgres", "create database " + extra("test"));
        execute(ada, "postgres", "comment on database " + extra("test") + " is 'spark " + bob.value() + "'");

        assertThat(databases.belongings())
                .contains(
                        new Belonging(Part.DATABASE, extra("test"), ada),
                        new Belonging(Part.DATABASE, role(ada), ada),
                        new Belonging(Part.DATABASE, role(bob), bob))
                .doesNotContain(new Belonging(Part.DATABASE, extra("test"), bob));
    }

    @Test
    void letsAnOwnerInAgainWhoseSettingsLockEverybodyOut() throws SQLException {
        execute(bob, role(bob), "create table note (n int)", "grant all on note to " + role(ada));
        for (String what :
                List.of("database " + role(bob), "role current_user", "role current_user in database " + role(bob))) {
            execute(bob, role(bob), "alter " + what + " set local_preload_libraries = 'x'");
            assertThatThrownBy(() -> logIn(bob, role(bob)).close()).hasMessageContaining("could not access file");
            assertThat(databases.look(bob, "of-bob", true)).isEqualTo(Observed.Database.LOCKED_OUT);

            databases.create(bob, "of-bob");
            assertThat(databases.look(bob, "of-bob", true)).isEqualTo(Observed.Database.SOUND);
        }
        execute(bob, role(bob), "alter database " + role(bob) + " set local_preload_libraries = 'x'");
        assertThat(databases.drop(ada))
                .as("nothing of it in another's database")
                .isTrue();
    }

    private String extra(String name) {
        return "extra_" + ada.value().substring(2) + "_" + name;
    }

    private static String role(SparkId id) {
        return id.value().replace('-', '_');
    }

    private String owner(String database) {
        return superuser.value(
                String.class, "select pg_get_userbyid(datdba)::text from pg_database where datname = ?", database);
    }

    private Connection logIn(SparkId who, String database) throws SQLException {
        return password(who, database, who.equals(ada) ? "of-ada" : "of-bob");
    }

    private static Connection password(SparkId who, String database, String password) throws SQLException {
        return Infrastructure.postgres().connect(database, role(who), password);
    }

    private void execute(SparkId who, String database, String... statements) throws SQLException {
        try (Connection connection = logIn(who, database)) {
            execute(connection, statements);
        }
    }

    private static void inTransaction(Connection connection, String statement) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, statement);
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
