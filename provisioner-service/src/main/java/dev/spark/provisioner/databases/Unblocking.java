package dev.spark.provisioner.databases;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * While it is open, ends the sessions of sparks that a connection waits for. An owner can hold a lock on their database in a
 * transaction for as long as they like, and {@code DROP DATABASE … WITH (FORCE)} waits for it before it ends anybody. Not for
 * everyday work: a session that creates or drops a database holds such a lock, too, and rightly.
 */
final class Unblocking implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Unblocking.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Server server;
    private final int waiting;
    private final boolean onlyIdle;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private Unblocking(Server server, int waiting, boolean onlyIdle) {
        this.server = server;
        this.waiting = waiting;
        this.onlyIdle = onlyIdle;
        this.thread = Thread.ofVirtual().name("unblocking").unstarted(this::work);
    }

    /** Ends them whatever they do. Costs nothing as long as the connection does not wait. */
    static Unblocking of(Connection connection, Server server) throws SQLException {
        return start(connection, server, false);
    }

    /** Ends only those that are idle in a transaction. */
    static Unblocking ofIdle(Connection connection, Server server) throws SQLException {
        return start(connection, server, true);
    }

    private static Unblocking start(Connection connection, Server server, boolean onlyIdle) throws SQLException {
        int waiting = connection.unwrap(PGConnection.class).getBackendPID();
        var unblocking = new Unblocking(server, waiting, onlyIdle);
        unblocking.thread.start();
        return unblocking;
    }

    private void work() {
        try {
            if (closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            try (Connection connection = server.connect(server.maintenanceDatabase());
                    PreparedStatement ending = connection.prepareStatement("""
                            select pg_catalog.pg_terminate_backend(a.pid)
                            from pg_catalog.pg_stat_activity a
                            join pg_catalog.pg_shdescription d
                              on d.objoid = a.usesysid and d.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                            where a.pid = any (pg_catalog.pg_blocking_pids(?)) and d.description like 'spark s-%'
                              and (not ? or a.state like 'idle in transaction%')""")) {
                ending.setInt(1, waiting);
                ending.setBoolean(2, onlyIdle);
                while (closed.getCount() > 0) {
                    ending.execute();
                    closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.debugf(e, "who is in the way cannot be ended");
        }
    }

    /** After it nobody is ended, though the same connection may wait again. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
