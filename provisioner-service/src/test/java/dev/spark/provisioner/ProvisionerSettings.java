package dev.spark.provisioner;

import dev.spark.testing.Infrastructure;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/** The settings of the service under test, and a gate between it and the Kubernetes API. */
public final class ProvisionerSettings implements QuarkusTestResourceLifecycleManager {

    static final String SEALING_KEY = Base64.getEncoder().encodeToString("a key of thirty-two bytes, yes!!".getBytes());
    static final String OPERATOR = "operator";

    private Gate gate;

    @Override
    public int order() {
        // After the infrastructure, whose address of the API it replaces.
        return 10;
    }

    @Override
    public Map<String, String> start() {
        URI api = URI.create(Infrastructure.kubernetes().config().getMasterUrl());
        gate = new Gate(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.getPort()));
        return Map.of(
                "quarkus.kubernetes-client.api-server-url",
                api.getScheme() + "://127.0.0.1:" + gate.port() + "/",
                "spark.sealing-key",
                SEALING_KEY,
                "spark.ops.token",
                OPERATOR,
                "spark.provisioner.limits.building",
                "12s",
                "spark.provisioner.inventory.every",
                "1h",
                "quarkus.http.test-port",
                "0");
    }

    @Override
    public void inject(TestInjector injector) {
        Consumer<Boolean> door = open -> {
            if (open) {
                gate.open();
            } else {
                gate.close();
            }
        };
        injector.injectIntoFields(
                door,
                field -> field.getType().equals(Consumer.class)
                        && field.getName().equals("openKubernetes"));
    }

    @Override
    public void stop() {
        if (gate != null) {
            gate.close();
        }
    }
}
