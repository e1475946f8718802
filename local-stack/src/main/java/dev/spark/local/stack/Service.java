package dev.spark.local.stack;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The platform's services, and what each is told by its environment. A new one is one more entry here. */
enum Service {
    GATEWAY("gateway", "api-gateway", 7080, 256) {
        @Override
        Map<String, String> ownSettings(Wiring wiring) {
            var settings = new HashMap<>(Map.of(
                    "SPARK_ADMIN_TOKEN",
                    wiring.secrets().adminToken(),
                    "SPARK_SEALING_KEY",
                    wiring.secrets().sealingKey(),
                    "SPARK_GATEWAY_DIAL",
                    "api",
                    "SPARK_GATEWAY_NAMESPACE",
                    NAMESPACE,
                    "SPARK_GATEWAY_TEMPLATES",
                    wiring.given()
                            .getOrDefault(
                                    "SPARK_GATEWAY_TEMPLATES",
                                    wiring.templates().toString()),
                    "SPARK_GATEWAY_JUMP_HOST",
                    "127.0.0.1",
                    "SPARK_GATEWAY_JUMP_PORT",
                    port(wiring, JUMP)));
            wiring.activator().ifPresent(activator -> {
                settings.put("SPARK_GATEWAY_ACTIVATOR_ADDRESS", activator.address());
                settings.put("SPARK_GATEWAY_ACTIVATOR_HOST", "127.0.0.1");
                settings.put("SPARK_GATEWAY_ACTIVATOR_PORTS_FIRST", String.valueOf(activator.first()));
                settings.put("SPARK_GATEWAY_ACTIVATOR_PORTS_COUNT", String.valueOf(activator.count()));
            });
            return settings;
        }
    },
    PROVISIONER("provisioner", "provisioner-service", 7081, 256) {
        @Override
        Map<String, String> ownSettings(Wiring wiring) {
            return Map.ofEntries(
                    entry("SPARK_SEALING_KEY", wiring.secrets().sealingKey()),
                    entry("SPARK_PROVISIONER_NAMESPACE", NAMESPACE),
                    entry(
                            "SPARK_PROVISIONER_IMAGE",
                            wiring.given().getOrDefault("SPARK_PROVISIONER_IMAGE", wiring.image())),
                    entry("SPARK_DATABASES_HOST", "127.0.0.1"),
                    entry("SPARK_DATABASES_PORT", port(wiring, "postgres")),
                    entry("SPARK_DATABASES_USER", "spark_provisioner"),
                    entry("SPARK_DATABASES_PASSWORD", wiring.secrets().databasePassword("provisioner")),
                    entry("SPARK_DATABASES_MAINTENANCE_DATABASE", "spark"),
                    entry(
                            "SPARK_DATABASES_SSLMODE_FOR_SPARKS",
                            wiring.given().getOrDefault("SPARK_DATABASES_SSLMODE_FOR_SPARKS", "verify-full")),
                    entry(
                            "SPARK_DATABASES_ROOT_CERTIFICATE",
                            wiring.given().getOrDefault("SPARK_DATABASES_ROOT_CERTIFICATE", wiring.databaseRoot())),
                    entry(
                            "SPARK_DATABASES_HOST_FOR_SPARKS",
                            wiring.databaseForSparks().host()),
                    entry(
                            "SPARK_DATABASES_PORT_FOR_SPARKS",
                            String.valueOf(wiring.databaseForSparks().port())));
        }
    },
    LIFECYCLE("lifecycle", "lifecycle-service", 7082, 192) {
        @Override
        Map<String, String> ownSettings(Wiring wiring) {
            return Map.of("SPARK_LIFECYCLE_NAMESPACE", NAMESPACE);
        }
    },
    METRICS("metrics", "metrics-service", 7083, 192) {
        @Override
        Map<String, String> ownSettings(Wiring wiring) {
            var settings = new HashMap<>(Map.of(
                    "SPARK_METRICS_NAMESPACE",
                    NAMESPACE,
                    "SPARK_DATABASES_HOST",
                    "127.0.0.1",
                    "SPARK_DATABASES_PORT",
                    port(wiring, "postgres"),
                    "SPARK_DATABASES_USER",
                    "spark_metrics",
                    "SPARK_DATABASES_PASSWORD",
                    wiring.secrets().databasePassword("metrics"),
                    "SPARK_DATABASES_MAINTENANCE_DATABASE",
                    "spark"));
            wiring.kubelet().ifPresent(kubelet -> settings.put("SPARK_METRICS_KUBELET_AT", kubelet));
            return settings;
        }
    };

    /** Where sparks live in the cluster. */
    static final String NAMESPACE = "sparks";

    /** What the gateway's second port is called: the SSH jump host's. */
    static final String JUMP = "jump";

    private final String serviceName;
    private final String module;
    private final int wishedPort;
    private final int megabytes;

    /**
     * @param serviceName also the end of its role's and the name of its schema
     * @param module the folder that it is built in
     * @param wishedPort where its HTTP listens if that is free
     * @param megabytes of heap at most
     */
    Service(String serviceName, String module, int wishedPort, int megabytes) {
        this.serviceName = serviceName;
        this.module = module;
        this.wishedPort = wishedPort;
        this.megabytes = megabytes;
    }

    abstract Map<String, String> ownSettings(Wiring wiring);

    String serviceName() {
        return serviceName;
    }

    String module() {
        return module;
    }

    int wishedPort() {
        return wishedPort;
    }

    /** Its whole environment. */
    Map<String, String> environment(Wiring wiring) {
        var environment = new TreeMap<>(wiring.given());
        environment.putAll(commonSettings(wiring));
        environment.putAll(ownSettings(wiring));
        return environment;
    }

    private Map<String, String> commonSettings(Wiring wiring) {
        var settings = new HashMap<String, String>();
        settings.put("SPARK_POSTGRES_HOST", "127.0.0.1");
        settings.put("SPARK_POSTGRES_PORT", port(wiring, "postgres"));
        settings.put("SPARK_POSTGRES_DATABASE", "spark");
        settings.put("SPARK_POSTGRES_PASSWORD", wiring.secrets().databasePassword(serviceName));
        settings.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port(wiring, "kafka"));
        settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        settings.put("QUARKUS_HTTP_PORT", port(wiring, serviceName));
        settings.put("SPARK_OPS_TOKEN", wiring.secrets().opsToken());
        settings.put("KUBECONFIG", wiring.kubeconfig(serviceName).toString());
        return settings;
    }

    List<String> javaOptions() {
        return List.of(
                "-XX:+UseSerialGC",
                // All start at once, on few cores: without the second compiler in two thirds of the time.
                "-XX:TieredStopAtLevel=1",
                "-Xms64m",
                "-Xmx" + megabytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                // A static member: started again after a kill it has its partitions at once, not when its session has
                // ended.
                "-Dmp.messaging.incoming.inbox.group.instance.id=" + serviceName,
                "-Djava.net.preferIPv4Stack=true");
    }

    private static String port(Wiring wiring, String name) {
        return String.valueOf(wiring.ports().of(name));
    }
}
