package dev.spark.local.stack.cluster;

import dev.spark.local.stack.state.Json;
import dev.spark.local.stack.state.PrivateFile;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets each service do in the cluster what its role says, and no more: applies the roles, and gives each service a
 * kubeconfig with a token of its own account.
 */
public final class Rights {

    private static final Duration LIFE_OF_A_TOKEN = Duration.ofDays(30);
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("spark-stack")
            .withForce(true)
            .build();

    private final Path admin;
    private final @Nullable String context;
    private final List<Path> manifests;

    /**
     * @param admin kubeconfig of who may apply roles
     * @param context in it; none is its current one
     * @param manifests namespaces, accounts and roles
     */
    public Rights(Path admin, @Nullable String context, List<Path> manifests) {
        this.admin = admin;
        this.context = context;
        this.manifests = manifests;
    }

    /** Makes the namespaces only, in a cluster that knows no roles. */
    public void makeNamespaces() throws IOException {
        try (var client = client()) {
            applyNamespaces(client, objects(client));
        }
    }

    /**
     * Writes a kubeconfig for each service into the folder.
     *
     * @return when the first of them expires
     */
    public Instant grant(Collection<String> services, Path folder) throws IOException {
        try (var client = client()) {
            var objects = objects(client);
            applyNamespaces(client, objects);
            objects.stream()
                    .filter(each -> !(each instanceof Namespace))
                    .forEach(each -> client.resource(each).patch(APPLY));
            var expires = Instant.MAX;
            for (var service : services) {
                var expiry = writeKubeconfig(client, account(objects, service), folder.resolve(service));
                expires = expiry.isBefore(expires) ? expiry : expires;
            }
            return expires;
        }
    }

    private KubernetesClient client() throws IOException {
        var config = Config.fromKubeconfig(context, Files.readString(admin), admin.toString());
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static void applyNamespaces(KubernetesClient client, List<HasMetadata> objects) {
        objects.stream()
                .filter(Namespace.class::isInstance)
                .forEach(each -> client.resource(each).patch(APPLY));
    }

    private List<HasMetadata> objects(KubernetesClient client) {
        return manifests.stream()
                .flatMap(manifest -> {
                    try {
                        return client.load(new ByteArrayInputStream(Files.readAllBytes(manifest))).items().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(manifest + " cannot be read", e);
                    }
                })
                .toList();
    }

    private static ServiceAccount account(List<HasMetadata> objects, String service) {
        return objects.stream()
                .filter(ServiceAccount.class::isInstance)
                .map(ServiceAccount.class::cast)
                .filter(account -> account.getMetadata().getName().equals("spark-" + service))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no service account spark-" + service));
    }

    private static Instant writeKubeconfig(KubernetesClient client, ServiceAccount account, Path file)
            throws IOException {
        var meta = account.getMetadata();
        var answer = client.serviceAccounts()
                .inNamespace(meta.getNamespace())
                .withName(meta.getName())
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(LIFE_OF_A_TOKEN.toSeconds())
                        .endSpec()
                        .build());
        PrivateFile.write(
                file,
                Json.print(kubeconfig(
                        client.getConfiguration(),
                        meta.getName(),
                        answer.getStatus().getToken())));
        return Instant.parse(answer.getStatus().getExpirationTimestamp());
    }

    /** JSON is YAML too. */
    private static Map<String, Object> kubeconfig(Config admin, String user, String token) throws IOException {
        var cluster = admin.getCaCertData() == null && admin.getCaCertFile() == null
                ? Map.<String, Object>of("server", admin.getMasterUrl())
                : Map.<String, Object>of(
                        "server", admin.getMasterUrl(), "certificate-authority-data", authority(admin));
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Config",
                "clusters",
                List.of(Map.of("name", "spark", "cluster", cluster)),
                "users",
                List.of(Map.of("name", user, "user", Map.of("token", token))),
                "contexts",
                List.of(Map.of("name", "spark", "context", Map.of("cluster", "spark", "user", user))),
                "current-context",
                "spark");
    }

    private static String authority(Config admin) throws IOException {
        return admin.getCaCertData() != null
                ? admin.getCaCertData()
                : Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(admin.getCaCertFile())));
    }
}
