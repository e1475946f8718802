package dev.spark.gateway.app;

import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether PostgreSQL answers, asked four times a second over a connection of its own. A call that waits for it when it stops
 * answering is refused within a second; one that is merely slow is not.
 */
@ApplicationScoped
public class Database {

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(250);
    private static final Duration ANSWERS_WITHIN = Duration.ofMillis(600);
    private static final Duration CALLS_END_WITHIN = Duration.ofSeconds(10);

    private final String url;
    private final String user;
    private final String password;
    private final Set<UniEmitter<?>> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean reachable = true;
    private volatile long answeredAt = System.nanoTime();
    private volatile @Nullable Thread asking;
    private volatile boolean stopped;

    Database(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    public boolean isReachable() {
        return reachable;
    }

    /** The work's outcome, or a refusal as soon as the database does not answer. */
    public <T> Uni<T> within(Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            if (!reachable) {
                return Uni.createFrom().failure(unavailable());
            }
            Uni<T> lost = Uni.createFrom().emitter(emitter -> {
                waiting.add(emitter);
                emitter.onTermination(() -> waiting.remove(emitter));
            });
            return Uni.combine()
                    .any()
                    .of(work, lost)
                    .invoke(() -> answeredAt = System.nanoTime())
                    .ifNoItem()
                    .after(CALLS_END_WITHIN)
                    .failWith(Database::unavailable);
        });
    }

    void start(@Observes StartupEvent started) {
        asking = Thread.ofPlatform().daemon().name("database-watch").start(this::watch);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        Thread thread = asking;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void watch() {
        while (!stopped) {
            long asked = System.nanoTime();
            try (Connection connection = connect()) {
                try (Statement statement = connection.createStatement()) {
                    while (!stopped) {
                        asked = System.nanoTime();
                        statement.execute("select 1");
                        found();
                        Thread.sleep(BETWEEN_QUESTIONS);
                    }
                }
            } catch (SQLException e) {
                if (answeredAt - asked < 0) {
                    lost(e);
                }
                try {
                    Thread.sleep(BETWEEN_QUESTIONS);
                } catch (InterruptedException interrupted) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("loginTimeout", "2");
        properties.setProperty("socketTimeout", "2");
        properties.setProperty("ApplicationName", "spark-gateway-watch");
        Connection connection = DriverManager.getConnection(url, properties);
        connection.setNetworkTimeout(Runnable::run, (int) ANSWERS_WITHIN.toMillis());
        return connection;
    }

    private void found() {
        if (!reachable) {
            LOG.info("the database answers again");
            reachable = true;
        }
    }

    /** It did not answer the watch, nor any call since the watch asked: it is not merely slow. */
    private void lost(SQLException e) {
        if (reachable) {
            LOG.warnf("the database does not answer, calls are refused until it does: %s", e.getMessage());
            reachable = false;
        }
        for (UniEmitter<?> emitter : waiting) {
            emitter.fail(unavailable());
        }
    }

    private static RefusedException unavailable() {
        return new RefusedException(new Refusal.Unavailable("the database"));
    }
}
