package dev.spark.testing;

import static java.util.stream.Collectors.toMap;

import io.fabric8.kubernetes.client.Config;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where the Kubernetes API of the tests is.
 *
 * @param kind what answers there
 * @param kubeconfig how to log in as its administrator, as the text of a kubeconfig file
 */
public record KubernetesAddress(Kind kind, String kubeconfig) {

    /** What a test may expect of it. */
    public enum Kind {
        /** A whole cluster in a container: pods run. */
        K3S,
        /** A real API server with controllers but without nodes: pods stay pending. */
        CONTROL_PLANE,
        /** An imitation: pods become ready by themselves and cannot be entered. */
        SIMULATED
    }

    /** The same, as the fabric8 client wants it. */
    public Config config() {
        return Config.fromKubeconfig(kubeconfig);
    }

    /** The same, as the settings of a Quarkus application. */
    Map<String, String> quarkusConfiguration() {
        var config = config();
        var settings = new HashMap<String, @Nullable String>();
        settings.put("api-server-url", config.getMasterUrl());
        settings.put("namespace", config.getNamespace());
        settings.put("token", config.getOauthToken());
        settings.put("ca-cert-data", config.getCaCertData());
        settings.put("client-cert-data", config.getClientCertData());
        settings.put("client-key-data", config.getClientKeyData());
        settings.put("client-key-algo", config.getClientKeyAlgo());
        return settings.entrySet().stream()
                .filter(setting -> setting.getValue() != null)
                .collect(toMap(setting -> "quarkus.kubernetes-client." + setting.getKey(), Map.Entry::getValue));
    }

    Properties asProperties() {
        var properties = new Properties();
        properties.setProperty("kind", kind.name());
        properties.setProperty("kubeconfig", kubeconfig);
        return properties;
    }

    static KubernetesAddress of(Properties properties) {
        return new KubernetesAddress(
                Kind.valueOf(properties.getProperty("kind")), properties.getProperty("kubeconfig"));
    }
}
