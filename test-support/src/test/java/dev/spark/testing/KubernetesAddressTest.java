package dev.spark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KubernetesAddressTest {

    private static final String SETTING = "quarkus.kubernetes-client.client-key-algo";

    /** k3s gives keys on elliptic curves; a Quarkus application takes every key for RSA unless it is told. */
    @Test
    void saysOfWhichKindTheKeyIs() {
        assertThat(withKey("EC").quarkusConfiguration()).containsEntry(SETTING, "EC");
        assertThat(withKey("RSA").quarkusConfiguration()).containsEntry(SETTING, "RSA");
    }

    private static KubernetesAddress withKey(String algorithm) {
        var key = "-----BEGIN %1$s PRIVATE KEY-----\nAA==\n-----END %1$s PRIVATE KEY-----\n".formatted(algorithm);
        return new KubernetesAddress(KubernetesAddress.Kind.K3S, """
                apiVersion: v1
                kind: Config
                clusters: [{name: default, cluster: {server: "https://127.0.0.1:6443"}}]
                users: [{name: default, user: {client-key-data: "%s"}}]
                contexts: [{name: default, context: {cluster: default, user: default}}]
                current-context: default
                """.formatted(
                        Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.US_ASCII))));
    }
}
