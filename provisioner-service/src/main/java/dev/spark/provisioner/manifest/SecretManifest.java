package dev.spark.provisioner.manifest;

import dev.spark.events.SparkId;
import dev.spark.kit.Sealing;
import dev.spark.kit.ssh.Ed25519Key;
import dev.spark.kit.ssh.HostAuthority;
import dev.spark.provisioner.DatabasesConfig;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.DatabaseName;
import dev.spark.provisioner.domain.Order;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who may log in, the owner's environment with the address of the database, and the host key by which the spark is known;
 * mounted, so that it changes while it runs.
 */
final class SecretManifest {

    private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");

    private static final String HOST_SUFFIX = ".spark";

    private SecretManifest() {}

    static Manifest of(
            SparkId id,
            Order order,
            Map<String, String> env,
            String databasePassword,
            ProvisionerConfig config,
            DatabasesConfig databases,
            HostAuthority authority) {
        Ed25519Key hostKey = authority.hostKey(id);
        String certificate = authority.certify(hostKey.publicLine(), id.value(), hostNames(id, order));
        var data = new TreeMap<String, String>();
        env.forEach((name, value) -> {
            if (ENV_NAME.matcher(name).matches()) {
                data.put("env." + name, base64(value));
            } else if (name.equals(Sealing.SETUP)) {
                data.put(name, base64(value));
            }
        });
        data.put("env.DATABASE_URL", base64(databaseUrl(id, databasePassword, databases)));
        data.put("authorized_keys", base64(lines(order.authorizedKeys())));
        data.put("ssh_host_key", base64(hostKey.privateFile(id.value())));
        data.put("ssh_host_key-cert.pub", base64(certificate + "\n"));
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withName(id.value())
                .withNamespace(config.namespace())
                .withLabels(Labels.of(id, order))
                .endMetadata()
                .withType("Opaque")
                .withData(data)
                .build();
        return new Manifest(
                secret,
                Hashes.ofJson(List.of(
                        secret.getMetadata().getLabels(),
                        order.sealedEnv(),
                        order.authorizedKeys(),
                        databaseUrl(id, "", databases),
                        certificate)));
    }

    /** As clients know it: by its id, which no other spark ever has, and by its name. */
    private static List<String> hostNames(SparkId id, Order order) {
        return List.of(id + HOST_SUFFIX, order.spec().name() + HOST_SUFFIX);
    }

    static String databaseUrl(SparkId id, String password, DatabasesConfig databases) {
        DatabaseName name = DatabaseName.of(id);
        String host = databases.hostForSparks();
        return "postgresql://%s:%s@%s:%d/%s?sslmode=%s"
                .formatted(
                        name,
                        password,
                        host.contains(":") ? "[" + host + "]" : host,
                        databases.portForSparks(),
                        name,
                        databases.sslmodeForSparks());
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
