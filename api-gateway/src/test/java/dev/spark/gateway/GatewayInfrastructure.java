package dev.spark.gateway;

import dev.spark.testing.SparkInfrastructure;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Kafka and PostgreSQL for the gateway, the latter behind a door that a test can close. All tests of the gateway use it, so
 * that they share one application.
 */
public final class GatewayInfrastructure implements QuarkusTestResourceLifecycleManager {

    public static final String OPERATOR = "test-operator-token";

    /** Begins empty. */
    static final Path TEMPLATES = newFolder();

    private final SparkInfrastructure parts = new SparkInfrastructure();
    private Door door;

    @Override
    public Map<String, String> start() {
        parts.init(Map.of("service", "gateway"));
        var configuration = new HashMap<>(parts.start());
        door = new Door(
                configuration.get("spark.postgres.host"), Integer.parseInt(configuration.get("spark.postgres.port")));
        configuration.put("spark.postgres.host", "127.0.0.1");
        configuration.put("spark.postgres.port", String.valueOf(door.port()));
        configuration.put("spark.ops.token", OPERATOR);
        configuration.put("spark.gateway.events.heartbeat", "1s");
        configuration.put("spark.inbox.parked-for", "1s");
        configuration.put("spark.gateway.templates", TEMPLATES.toString());
        return configuration;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("spark-templates");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a test a {@code Consumer<Door.State>} as {@code Consumer<String>}: open, cut or frozen. */
    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields((Consumer<String>) door::become, new TestInjector.MatchesType(Consumer.class));
    }

    @Override
    public void stop() {
        door.close();
        parts.stop();
    }
}
