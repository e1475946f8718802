package dev.spark.local.postgres;

import dev.spark.local.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server as a child of this process, reachable from this machine only, and only with a password.
 *
 * <p>Its data survives restarts and kills. The server is a foreground child: whoever supervises it sees it end by
 * {@link #onExit} and may {@link #start} it again, on the same port. If this process is killed, the server lives on until
 * the next start on the same folder ends it.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    /**
     * How much memory one session may take beside what all share. Its statement fails beyond that, whatever it has set work_mem to,
     * where the kernel would end a process otherwise and the server with it.
     */
    private static final long SESSION_MEMORY = 512 << 20;

    private static final long LOG_LIMIT = 10 << 20;
    private static final String WRONG_PASSWORD = "28P01";

    private final PostgresSettings settings;
    private final Supplier<Set<String>> hosts;
    private final int port;
    private @Nullable Process process;

    /** Without TLS, as it is for this machine only. */
    public EmbeddedPostgres(PostgresSettings settings) {
        this(settings, Set::of);
    }

    /**
     * With TLS.
     *
     * @param hosts names and addresses that clients reach it by, beside localhost: asked for before each start
     */
    public EmbeddedPostgres(PostgresSettings settings, Supplier<Set<String>> hosts) {
        this.settings = settings;
        this.hosts = hosts;
        this.port = FreePort.orElse(settings.port());
    }

    /** Returns when the server takes connections: about 0.3 s, and about 3 s more the first time. */
    public synchronized EmbeddedPostgres start() {
        if (isRunning()) {
            throw new IllegalStateException("PostgreSQL is running already at port " + port);
        }
        var command = prepare();
        try {
            Files.createDirectories(settings.folder());
            if (Files.exists(settings.log()) && Files.size(settings.log()) > LOG_LIMIT) {
                Files.delete(settings.log());
            }
            var starting = new ProcessBuilder(command)
                    .directory(settings.data().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(settings.log().toFile()))
                    .start();
            process = starting;
            starting.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be started", e);
        }
        awaitConnections();
        return this;
    }

    /**
     * Does all that comes before the start and returns the command that runs the server in the foreground, for those who
     * start and watch processes themselves.
     */
    public List<String> prepare() {
        var binaries = PostgresBinaries.unpacked(settings.cache());
        var user = ServerUser.of(settings.folder(), binaries.folder());
        new DataFolder(settings, binaries, user).prepare(port, hosts.get());
        return user.command(List.of(
                "/bin/sh",
                "-c",
                "ulimit -d " + (SESSION_MEMORY >> 10) + " 2> /dev/null; exec \"$@\"",
                "sh",
                binaries.postgres().toString(),
                "-D",
                settings.data().toString()));
    }

    /** Blocks until the server takes connections with the password of its settings. Throws when it ends, or after 60 s. */
    public void awaitConnections() {
        var deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (true) {
            try (var connection = connect("postgres")) {
                return;
            } catch (SQLException e) {
                if (WRONG_PASSWORD.equals(e.getSQLState())) {
                    stop();
                    throw new IllegalStateException(
                            "PostgreSQL in " + settings.folder() + " was made with another password", e);
                }
                if (hasEnded() || System.nanoTime() > deadline) {
                    stop();
                    throw new IllegalStateException("PostgreSQL did not start; see " + settings.log(), e);
                }
            }
            pause();
        }
    }

    /** A connection of the superuser's to the given database. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), "postgres", settings.password());
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    /** The process id of the server, as long as it runs. */
    public synchronized long pid() {
        var running = process;
        if (running == null) {
            throw new IllegalStateException("PostgreSQL does not run");
        }
        return running.pid();
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Completes when the server that was started last has ended, for whatever reason. */
    public synchronized CompletableFuture<Process> onExit() {
        var running = process;
        return running == null ? CompletableFuture.failedFuture(new IllegalStateException()) : running.onExit();
    }

    /** Disconnects the clients, writes down everything, and ends the server; kills it if that takes longer than 15 s. */
    public synchronized void stop() {
        var running = process;
        process = null;
        if (running == null || !running.isAlive()) {
            return;
        }
        try {
            ServerLock.shutDown(running.pid());
            if (!running.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private synchronized boolean hasEnded() {
        return process != null && !process.isAlive();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL started", e);
        }
    }
}
