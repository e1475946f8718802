package dev.spark.local.postgres;

import dev.spark.local.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The server's data: made once, configured anew before each start. */
record DataFolder(PostgresSettings settings, PostgresBinaries binaries, ServerUser user) {

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Longest path of a unix socket in Linux, less the name that PostgreSQL gives it. */
    private static final int LONGEST_SOCKET_FOLDER = 107 - ".s.PGSQL.65535.lock".length();

    /**
     * Makes data and certificate where they are missing and writes the configuration. Ends a server that was left running on it.
     *
     * @param hosts names and addresses that clients reach it by, beside localhost; where there are none, it has no TLS
     */
    void prepare(int port, Set<String> hosts) {
        try {
            Files.createDirectories(settings.folder());
            if (!Files.exists(data().resolve("PG_VERSION"))) {
                initialize();
            }
            user.own(data());
            new ServerLock(data()).release();
            Files.createDirectories(socketFolder());
            user.own(socketFolder());
            write(data().resolve("pg_hba.conf"), accessRules());
            if (!hosts.isEmpty()) {
                var certificate = new ServerCertificate(settings.certificates()).goodFor(hosts);
                write(data().resolve("server.crt"), certificate.chain());
                writeForOwner(data().resolve("server.key"), certificate.key());
            }
            write(data().resolve("postgresql.conf"), configuration(port, !hosts.isEmpty()));
        } catch (IOException e) {
            throw new UncheckedIOException("the PostgreSQL folder " + settings.folder() + " cannot be prepared", e);
        }
    }

    private Path data() {
        return settings.data();
    }

    private Path socketFolder() {
        return settings.folder().resolve("socket");
    }

    private void initialize() throws IOException {
        var unfinished = settings.folder().resolve("data.unfinished");
        var password = settings.folder().resolve("password.once");
        Folders.delete(unfinished);
        Files.createDirectory(unfinished);
        user.own(unfinished);
        try {
            Files.deleteIfExists(password);
            Files.createFile(password, OWNER_ONLY);
            Files.writeString(password, settings.password());
            user.own(password);
            initdb(unfinished, password);
        } finally {
            Files.deleteIfExists(password);
        }
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void initdb(Path target, Path password) throws IOException {
        var process = new ProcessBuilder(user.command(List.of(
                        binaries.initdb().toString(),
                        "--pgdata=" + target,
                        "--username=postgres",
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        settings.durable() ? "--sync-method=fsync" : "--no-sync",
                        "--no-instructions")))
                .directory(target.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("initdb failed:\n" + output);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while initdb ran", e);
        }
    }

    private void write(Path file, String content) throws IOException {
        Files.writeString(file, content);
        user.own(file);
    }

    /** The server refuses a key that others may read. */
    private void writeForOwner(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, OWNER_ONLY);
        write(file, content);
    }

    private static String accessRules() {
        return """
                # Written before each start. Whoever comes shows a password, also from this machine.
                local all all scram-sha-256
                host  all all 127.0.0.1/32 scram-sha-256
                """;
    }

    private String configuration(int port, boolean tls) {
        var socket = socketFolder().toString();
        var durable = settings.durable() ? "on" : "off";
        return """
                # Written before each start. For a small machine that shares its memory with other programs.
                port = %d
                listen_addresses = '127.0.0.1'
                unix_socket_directories = '%s'
                unix_socket_permissions = 0700
                ssl = %s
                ssl_cert_file = 'server.crt'
                ssl_key_file = 'server.key'
                password_encryption = 'scram-sha-256'
                timezone = 'UTC'
                log_timezone = 'UTC'
                fsync = %s
                synchronous_commit = %s
                max_connections = 400
                superuser_reserved_connections = 5
                reserved_connections = 120
                authentication_timeout = '10s'
                shared_buffers = 64MB
                work_mem = 2MB
                maintenance_work_mem = 32MB
                max_wal_size = 512MB
                min_wal_size = 64MB
                wal_level = minimal
                max_wal_senders = 0
                max_worker_processes = 4
                max_parallel_workers = 2
                io_method = sync
                autovacuum_max_workers = 2
                idle_in_transaction_session_timeout = '5min'
                log_checkpoints = off
                log_min_error_statement = 'panic'
                log_parameter_max_length = 0
                log_line_prefix = '%%m [%%p] %%u@%%d '
                """.formatted(
                        port,
                        socket.length() > LONGEST_SOCKET_FOLDER ? "" : socket.replace("'", "''"),
                        tls ? "on" : "off",
                        durable,
                        durable);
    }
}
