package dev.spark.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.local.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    @TempDir
    Path folder;

    private PostgresSettings settings;

    @BeforeEach
    void chooseAPort() {
        settings = PostgresSettings.of(folder, FreePort.find(), "it's secret").notDurable();
    }

    @Test
    void keepsCommittedRowsOverAKillOfTheServer() throws Exception {
        var durable = PostgresSettings.of(folder, 0, "secret");
        try (var postgres = new EmbeddedPostgres(durable).start()) {
            execute(postgres, "CREATE TABLE t (i int)");
            execute(postgres, "INSERT INTO t VALUES (42)");

            ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();
            postgres.onExit().get(5, TimeUnit.SECONDS);
            postgres.start();

            assertThat(answer(postgres, "SELECT i FROM t")).isEqualTo("42");
        }
    }

    @Test
    void endsAServerThatAKilledParentLeftBehind() throws Exception {
        var left = new EmbeddedPostgres(settings).start();
        execute(left, "CREATE TABLE t (i int)");

        try (var postgres = new EmbeddedPostgres(settings).start()) {
            assertThat(left.isRunning()).isFalse();
            assertThat(answer(postgres, "SELECT count(*) FROM t")).isEqualTo("0");
        }
    }

    @Test
    void startsDespiteALockWhoseProcessIdBelongsToSomebodyElse() throws Exception {
        try (var postgres = new EmbeddedPostgres(settings).start()) {
            postgres.stop();
            var lock = settings.data().resolve("postmaster.pid");
            Files.writeString(lock, ProcessHandle.current().pid() + "\n" + settings.data() + "\n");

            postgres.start();

            assertThat(postgres.isRunning()).isTrue();
            assertThat(ProcessHandle.current().isAlive()).isTrue();
        }
    }

    @Test
    void isNotRoot() throws Exception {
        try (var postgres = new EmbeddedPostgres(settings).start()) {
            assertThat(Files.getAttribute(Path.of("/proc", String.valueOf(postgres.pid())), "unix:uid"))
                    .isNotEqualTo(0);
        }
    }

    @Test
    void runsBelowAFolderThatOnlyItsOwnerMayEnter() throws Exception {
        var closed = Files.createDirectory(
                folder.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (var postgres = new EmbeddedPostgres(PostgresSettings.of(closed.resolve("state"), 0, "secret")
                        .notDurable())
                .start()) {
            assertThat(answer(postgres, "SHOW server_version")).startsWith("18.");
        }
    }

    @Test
    void wantsThePassword() {
        try (var postgres = new EmbeddedPostgres(settings).start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url("postgres"), "postgres", "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void saysSoWhenItWasMadeWithAnotherPassword() {
        new EmbeddedPostgres(settings).start().stop();

        var other = new EmbeddedPostgres(PostgresSettings.of(folder, 0, "another"));

        assertThatThrownBy(other::start).hasMessageContaining("another password");
        assertThat(other.isRunning()).isFalse();
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = postgres.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String answer(EmbeddedPostgres postgres, String query) throws SQLException {
        try (var connection = postgres.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
