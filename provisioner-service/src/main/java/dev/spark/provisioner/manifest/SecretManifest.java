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
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who may log in, the owner's environment with the address of the database as a URL and as libpq's variables, and the host key by
 * which the spark is known; mounted, so that it changes while it runs.
 */
final class SecretManifest {

    private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");

    private static final String HOST_SUFFIX = ".spark";

    private static final String ROOT_CERTIFICATE = "database-ca.crt";

    /** libpq and its kin read the first; Node's drivers go by the CAs of Node, to which the second adds. */
    private static final List<String> CERTIFICATE_VARIABLES = List.of("PGSSLROOTCERT", "NODE_EXTRA_CA_CERTS");

    /**
     * With one of these in the owner's environment libpq goes to another server, which is not to get our password, and whose
     * certificate is none of our CA's.
     */
    private static final Set<String> OTHER_SERVER = Set.of("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE");

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
        databases.rootCertificate().ifPresent(authorities -> data.put(ROOT_CERTIFICATE, base64(authorities)));
        if (env.keySet().stream().noneMatch(OTHER_SERVER::contains)) {
            libpq(id, databasePassword, databases)
                    .forEach((name, value) -> data.putIfAbsent("env." + name, base64(value)));
            if (databases.rootCertificate().isPresent()) {
                CERTIFICATE_VARIABLES.forEach(
                        name -> data.putIfAbsent("env." + name, base64("/etc/spark/secret/" + ROOT_CERTIFICATE)));
            }
        }
        // For the size of a pool: it is PostgreSQL's limit for the role, in all of its databases together.
        data.put("env.SPARK_DATABASE_CONNECTIONS", base64(String.valueOf(databases.connections())));
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
                        libpq(id, "", databases),
                        databases.connections(),
                        databases.rootCertificate().orElse(""),
                        certificate)));
    }

    /** As clients know it: by its id, which no other spark ever has, and by its name. */
    private static List<String> hostNames(SparkId id, Order order) {
        return List.of(id + HOST_SUFFIX, order.spec().name() + HOST_SUFFIX);
    }

    /** What libpq and most drivers read where they are given no address. */
    private static Map<String, String> libpq(SparkId id, String password, DatabasesConfig databases) {
        String name = DatabaseName.of(id).value();
        var variables = new TreeMap<String, String>();
        variables.put("PGHOST", databases.hostForSparks());
        variables.put("PGPORT", String.valueOf(databases.portForSparks()));
        variables.put("PGUSER", name);
        variables.put("PGDATABASE", name);
        variables.put("PGPASSWORD", password);
        variables.put("PGSSLMODE", databases.sslmodeForSparks());
        return variables;
    }

    /** Without an sslmode: not all drivers know the same ones, and those that know it read PGSSLMODE too. */
    private static String databaseUrl(SparkId id, String password, DatabasesConfig databases) {
        DatabaseName name = DatabaseName.of(id);
        String host = databases.hostForSparks();
        return "postgresql://%s:%s@%s:%d/%s"
                .formatted(
                        name, password, host.contains(":") ? "[" + host + "]" : host, databases.portForSparks(), name);
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
