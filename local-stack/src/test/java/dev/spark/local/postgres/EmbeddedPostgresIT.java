package dev.spark.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.local.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
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
    void refusesASessionTooMuchMemoryAndGoesOn() throws Exception {
        try (var postgres = new EmbeddedPostgres(settings).start();
                var another = postgres.connect("postgres")) {
            assertThat(answer(postgres, "SELECT length(repeat('x', 100000000))"))
                    .isEqualTo("100000000");
            assertThatThrownBy(() -> answer(postgres, "SELECT length(repeat('x', 600000000))"))
                    .hasMessageContaining("out of memory");

            assertThat(another.isValid(1)).isTrue();
            assertThat(postgres.isRunning()).isTrue();
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

    @Test
    void showsACertificateForTheHostsThatItIsReachedBy() throws Exception {
        try (var postgres = new EmbeddedPostgres(settings, () -> Set.of("localhost")).start();
                var another = new EmbeddedPostgres(
                                PostgresSettings.of(folder.resolve("another"), 0, "it's secret")
                                        .notDurable(),
                                () -> Set.of("localhost"))
                        .start()) {
            var root = Files.copy(settings.rootCertificate(), folder.resolve("kept.crt"));
            assertThat(encryption(postgres, "127.0.0.1", root)).startsWith("TLSv1");
            assertThat(encryption(postgres, "localhost", root)).startsWith("TLSv1");
            assertThatThrownBy(() -> encryption(another, "127.0.0.1", root)).hasMessageContaining("SSL error");

            postgres.stop();
            var renamed = new EmbeddedPostgres(settings, () -> Set.of("10.245.0.1", "fd00::5", "db.example.org"));
            try (renamed) {
                renamed.start();
                assertThat(certificate(settings.data().resolve("server.crt")).getSubjectAlternativeNames())
                        .extracting(name -> String.valueOf(name.get(1)))
                        .containsExactlyInAnyOrder(
                                "localhost", "127.0.0.1", "10.245.0.1", "fd00:0:0:0:0:0:0:5", "db.example.org");
                assertThat(encryption(renamed, "127.0.0.1", root))
                        .as("by the same CA")
                        .startsWith("TLSv1");
            }
        }
        assertThat(Files.getPosixFilePermissions(settings.data().resolve("server.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(settings.certificates()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    private static String encryption(EmbeddedPostgres postgres, String host, Path root) throws SQLException {
        var url = "jdbc:postgresql://" + host + ":" + postgres.port() + "/postgres?sslmode=verify-full&sslrootcert="
                + root;
        try (var connection = DriverManager.getConnection(url, "postgres", "it's secret");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
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
