package dev.spark.testing;

import dev.spark.local.kafka.Topics;
import dev.spark.local.postgres.PostgresBootstrap;
import java.sql.SQLException;
import java.time.Duration;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The parts where there is Docker: the images that people run in earnest. Other images, built on this machine say, are
 * taken by the system properties {@code spark.testing.image.kafka}, {@code .postgres} and {@code .k3s}.
 */
final class ContainerParts implements Parts {

    /** For a part to start once its image is here; on small machines that are busy it takes more than a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Once<String> kafka = new Once<>(ContainerParts::startKafka);
    private final Once<PostgresAddress> postgres = new Once<>(ContainerParts::startPostgres);
    private final Once<KubernetesAddress> kubernetes = new Once<>(ContainerParts::startKubernetes);

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

    /** Testcontainers ends them when this process ends. */
    @Override
    public void close() {}

    private static String startKafka() {
        var container = new KafkaContainer(image("kafka", "apache/kafka", "4.1.2"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withStartupTimeout(PATIENCE);
        container.start();
        Topics.createMissing(container.getBootstrapServers());
        return container.getBootstrapServers();
    }

    private static PostgresAddress startPostgres() throws SQLException {
        var container = new PostgreSQLContainer(image("postgres", "postgres", "18"))
                .withUsername(PostgresAddress.SUPERUSER)
                .withPassword(PostgresAddress.SUPERUSER_PASSWORD)
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=400")
                .withStartupTimeout(PATIENCE);
        container.start();
        var address = new PostgresAddress(container.getHost(), container.getMappedPort(5432));
        new PostgresBootstrap(database ->
                        address.connect(database, PostgresAddress.SUPERUSER, PostgresAddress.SUPERUSER_PASSWORD))
                .run(PostgresAddress.passwords());
        return address;
    }

    private static KubernetesAddress startKubernetes() {
        var container = new K3sContainer(image("k3s", "rancher/k3s", "v1.34.1-k3s1")).withStartupTimeout(PATIENCE);
        container.start();
        return new KubernetesAddress(KubernetesAddress.Kind.K3S, container.getKubeConfigYaml());
    }

    private static DockerImageName image(String part, String name, String tag) {
        return DockerImageName.parse(System.getProperty("spark.testing.image." + part, name + ":" + tag))
                .asCompatibleSubstituteFor(name);
    }
}
