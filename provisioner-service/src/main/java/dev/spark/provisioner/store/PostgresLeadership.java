package dev.spark.provisioner.store;

import dev.spark.provisioner.app.Leadership;
import dev.spark.provisioner.app.Reconciler;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Leads as long as its connection holds an advisory lock: PostgreSQL gives the lock to another replica as soon as that
 * connection ends, with the process or without. Needs a connection to the server itself, not to a pooler.
 *
 * <p>That two lead for a moment is no harm: effects can be repeated, and rows are locked while they change.
 */
@ApplicationScoped
class PostgresLeadership implements Leadership {

    private static final Logger LOG = Logger.getLogger(PostgresLeadership.class);

    /** Any number that nobody else in this database locks: "sparkrec" in ASCII. */
    private static final long LOCK = 0x737061726b726563L;

    private final String url;
    private final Properties login = new Properties();
    private final Instance<Reconciler> reconciler;
    private @Nullable Connection connection;
    private boolean closed;
    private volatile boolean held;

    PostgresLeadership(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password,
            Instance<Reconciler> reconciler) {
        this.url = url;
        this.reconciler = reconciler;
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("ApplicationName", "provisioner leader");
        login.setProperty("connectTimeout", "3");
        login.setProperty("loginTimeout", "5");
        login.setProperty("socketTimeout", "5");
        login.setProperty("tcpKeepAlive", "true");
    }

    @Override
    public boolean isHeld() {
        return held;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void keep() {
        if (tryToHold()) {
            LOG.info("this replica reconciles");
            try {
                reconciler.get().resume();
            } catch (RuntimeException e) {
                LOG.warnf("work could not be resumed, again in a second: %s", e.toString());
                let();
            }
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        end();
    }

    /** Whether it leads now and did not before. */
    private synchronized boolean tryToHold() {
        if (closed) {
            return false;
        }
        try {
            if (connection == null) {
                connection = DriverManager.getConnection(url, login);
            }
            if (held) {
                ask(connection, "select true");
                return false;
            }
            held = ask(connection, "select pg_try_advisory_lock(" + LOCK + ")");
            return held;
        } catch (SQLException e) {
            if (held) {
                LOG.warnf("this replica no longer reconciles: %s", e.getMessage());
            }
            let();
            return false;
        }
    }

    private static boolean ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private synchronized void let() {
        held = false;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debugf("the leader's connection: %s", e.getMessage());
            }
            connection = null;
        }
    }

    private synchronized void end() {
        closed = true;
        let();
    }
}
