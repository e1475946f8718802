package dev.spark.kit.health;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Whether Kafka answers, asked every half second so that a call can be refused at once where it does not. */
@ApplicationScoped
public class Broker {

    private static final Duration ANSWERS_WITHIN = Duration.ofMillis(900);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);

    private static final int MISSED_IS_LOST = 2;

    private final String bootstrapServers;
    private @Nullable Admin admin;
    private volatile boolean reachable;
    private @Nullable Thread asking;
    private volatile boolean stopped;
    private int missed;

    Broker(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    public boolean isReachable() {
        return reachable;
    }

    // Not @Scheduled, which knows no less than a second.
    synchronized void start(@Observes StartupEvent started) {
        asking = Thread.ofPlatform().daemon().name("broker-watch").start(() -> {
            try {
                while (!stopped) {
                    ask();
                    Thread.sleep(BETWEEN_QUESTIONS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void ask() throws InterruptedException {
        try {
            admin().describeCluster(new DescribeClusterOptions().timeoutMs((int) ANSWERS_WITHIN.toMillis()))
                    .clusterId()
                    .get(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            missed = 0;
            reachable = true;
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException
                | org.apache.kafka.common.KafkaException e) {
            missed++;
            // One late answer is a busy machine. What is accepted meanwhile is in the outbox and not lost.
            if (missed >= MISSED_IS_LOST) {
                reachable = false;
            }
        }
    }

    synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000));
        }
        return admin;
    }

    synchronized void close(@Observes ShutdownEvent stopping) {
        stopped = true;
        if (asking != null) {
            asking.interrupt();
        }
        if (admin != null) {
            admin.close(Duration.ofMillis(200));
        }
    }
}
