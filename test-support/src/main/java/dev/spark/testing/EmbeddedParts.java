package dev.spark.testing;

import dev.spark.local.cluster.simulated.SimulatedCluster;
import dev.spark.local.cluster.simulated.SimulationSettings;
import dev.spark.local.kafka.EmbeddedKafka;
import dev.spark.local.kafka.Topics;
import dev.spark.local.postgres.EmbeddedPostgres;
import dev.spark.local.postgres.PostgresBootstrap;
import dev.spark.local.postgres.PostgresSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The parts where there is no Docker: in this process, or beside it. */
final class EmbeddedParts implements Parts {

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Once<String> kafka;
    private final Once<PostgresAddress> postgres;
    private final Once<KubernetesAddress> kubernetes;

    /** @param folder where they keep their data; it may be deleted after {@link #close} */
    EmbeddedParts(Path folder) {
        kafka = new Once<>(() -> startKafka(folder.resolve("kafka")));
        postgres = new Once<>(() -> startPostgres(folder.resolve("postgres")));
        kubernetes = new Once<>(() -> startKubernetes(folder.resolve("state")));
    }

    @Override
    public String kafka() {
        return kafka.get();
    }

    @Override
    public PostgresAddress postgres() {
        return postgres.get();
    }

    @Override
    public KubernetesAddress kubernetes() {
        return kubernetes.get();
    }

    @Override
    public void close() {
        synchronized (running) {
            while (!running.isEmpty()) {
                try {
                    running.pop().close();
                } catch (Exception e) {
                    System.getLogger(EmbeddedParts.class.getName())
                            .log(System.Logger.Level.WARNING, "a part did not end well", e);
                }
            }
        }
    }

    private <T extends AutoCloseable> T closedLater(T part) {
        synchronized (running) {
            running.push(part);
        }
        return part;
    }

    private String startKafka(Path folder) {
        var broker = closedLater(new EmbeddedKafka(folder, 0)).start();
        Topics.createMissing(broker.bootstrapServers());
        return broker.bootstrapServers();
    }

    private PostgresAddress startPostgres(Path folder) throws SQLException {
        var password = PostgresAddress.SUPERUSER_PASSWORD;
        var server = closedLater(new EmbeddedPostgres(
                        PostgresSettings.of(folder, 0, password).notDurable()))
                .start();
        new PostgresBootstrap(server::connect).run(PostgresAddress.passwords());
        return new PostgresAddress("127.0.0.1", server.port());
    }

    private KubernetesAddress startKubernetes(Path state) throws IOException {
        var controlPlane = ControlPlane.ofThisMachine(state);
        if (controlPlane.isPresent() && !"simulated".equals(System.getProperty("spark.testing.kubernetes"))) {
            return closedLater(controlPlane.get()).start();
        }
        var cluster = closedLater(new SimulatedCluster(SimulationSettings.IMMEDIATE));
        return new KubernetesAddress(KubernetesAddress.Kind.SIMULATED, cluster.kubeconfig());
    }
}
