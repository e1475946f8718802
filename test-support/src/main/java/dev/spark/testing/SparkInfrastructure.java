package dev.spark.testing;

import dev.spark.local.postgres.PostgresBootstrap;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * What a service's {@code @QuarkusTest} needs, and the configuration that leads the service there.
 *
 * <pre>{@code
 * @QuarkusTest
 * @WithTestResource(value = SparkInfrastructure.class, initArgs = @ResourceArg(name = "service", value = "gateway"))
 * class SparksResourceIT { … }
 * }</pre>
 *
 * <p>Arguments: {@code service} (gateway, provisioner, lifecycle, snapshot, metrics), whose schema is emptied and whose
 * role the application logs in as; {@code kubernetes=true} where it talks to Kubernetes and to the databases of sparks.
 * The topics are emptied too, so each application starts in a world without a past. The parts themselves are those of
 * {@link Infrastructure}: they are started once and left running.
 */
public final class SparkInfrastructure implements QuarkusTestResourceLifecycleManager {

    private String service = "";
    private boolean kubernetes;

    @Override
    public void init(Map<String, String> arguments) {
        service = arguments.getOrDefault("service", "");
        kubernetes = Boolean.parseBoolean(arguments.get("kubernetes"));
    }

    @Override
    public Map<String, String> start() {
        var configuration = new HashMap<String, String>();
        var kafka = Infrastructure.kafka();
        KafkaProbe.emptyTopics(kafka);
        configuration.put("kafka.bootstrap.servers", kafka);
        if (!service.isEmpty()) {
            Postgres.superuser(PostgresBootstrap.DATABASE).emptySchema(service);
            configuration.putAll(login("spark.postgres.", service));
            configuration.put("spark.postgres.database", PostgresBootstrap.DATABASE);
        }
        if (kubernetes) {
            configuration.putAll(login("spark.databases.", "provisioner"));
            configuration.putAll(Infrastructure.kubernetes().quarkusConfiguration());
        }
        return configuration;
    }

    /** Nothing: other test classes use the same parts. */
    @Override
    public void stop() {}

    private static Map<String, String> login(String prefix, String service) {
        var postgres = Infrastructure.postgres();
        return Map.of(
                prefix + "host", postgres.host(),
                prefix + "port", String.valueOf(postgres.port()),
                prefix + "user", PostgresBootstrap.role(service),
                prefix + "password", PostgresAddress.password(service));
    }
}
