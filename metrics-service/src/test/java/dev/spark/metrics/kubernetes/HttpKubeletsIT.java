package dev.spark.metrics.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.spark.metrics.MetricsConfig;
import dev.spark.metrics.app.Kubelets;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kubelets by HTTPS, with certificates as they have them. No Quarkus. */
class HttpKubeletsIT {

    private static final String PASSWORD = "password";
    private static final String TOKEN = "the-services-own";

    @TempDir
    static Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private HttpsServer server;
    private volatile String path = "";
    private volatile String authorization = "";

    @BeforeEach
    void begin() {
        calls.set(0);
    }

    @AfterEach
    void close() {
        end.countDown();
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void trustsACertificateOfTheClustersAuthority() throws Exception {
        serve("good", "IP:127.0.0.1", 200, """
                {"node": {"nodeName": "node"}, "pods": [{"podRef": {"uid": "u"}, "memory": {"workingSetBytes": 5}}]}""");

        Kubelets.Answer answer = ask("cluster", authority("good"));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Kubelets.Answer.Summary.class,
                        summary -> assertThat(summary.pods().get("u").memoryBytes())
                                .contains(5L));
        assertThat(path).isEqualTo("/stats/summary");
        assertThat(authorization).isEqualTo("Bearer " + TOKEN);
    }

    @Test
    void trustsTheAuthorityInAFile() throws Exception {
        serve("file", "IP:127.0.0.1", 200, "{}");

        assertThat(ask(authority("file").toString(), authority("another"))).isInstanceOf(Kubelets.Answer.Summary.class);
    }

    @Test
    void givesItsTokenToNobodyElse() throws Exception {
        serve("stranger", "IP:127.0.0.1", 200, "{}");

        assertThat(ask("cluster", authority("another"))).isInstanceOf(Kubelets.Answer.Silence.class);
        assertThat(authorization).isEmpty();
        assertThat(calls).hasValue(0);
    }

    @Test
    void givesItsTokenToNoneOfAnotherAddress() throws Exception {
        serve("elsewhere", "IP:127.0.0.2", 200, "{}");

        assertThat(ask("cluster", authority("elsewhere"))).isInstanceOf(Kubelets.Answer.Silence.class);
        assertThat(calls).hasValue(0);
    }

    @Test
    void trustsAnybodyWhereThatIsSaid() throws Exception {
        serve("anybody", "IP:127.0.0.2", 200, "{}");

        assertThat(ask("insecure", authority("another"))).isInstanceOf(Kubelets.Answer.Summary.class);
    }

    @Test
    void saysWhyItIsRefused() throws Exception {
        serve("refusing", "IP:127.0.0.1", 403, "");

        assertThat(ask("cluster", authority("refusing")))
                .isEqualTo(new Kubelets.Answer.Silence("it does not let us read nodes/stats (403)"));
    }

    @Test
    void takesNoOthersWordForANodes() throws Exception {
        serve("other", "IP:127.0.0.1", 200, "{\"node\": {\"nodeName\": \"other\"}, \"pods\": []}");

        assertThat(ask("cluster", authority("other")))
                .isEqualTo(new Kubelets.Answer.Silence("node other answers at its address"));
    }

    @Test
    void waitsNoLongerThanItIsAllowedTo() throws Exception {
        serve("slow", "IP:127.0.0.1", 200, null);
        try (KubernetesClient client = client(authority("slow"))) {
            HttpKubelets kubelets = kubelets("cluster", client);
            for (int i = 0; i < 2; i++) {
                long begun = System.nanoTime();
                assertThat(kubelets.ask(Set.of("node")).get("node")).isInstanceOf(Kubelets.Answer.Silence.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(2500));
            }
            kubelets.close();
        }
    }

    @Test
    void saysWhichSettingIsWrong() throws Exception {
        Path none = Files.writeString(folder.resolve("none"), "no certificate");
        try (KubernetesClient client = client(authority("another"))) {
            assertThatThrownBy(() -> kubelets(none.toString(), client))
                    .hasMessageContaining("spark.metrics.kubelet.ca=" + none);
            assertThatThrownBy(() -> kubelets("/nowhere", client)).hasMessageContaining("/nowhere");
        }
    }

    private Kubelets.Answer ask(String ca, Path clusterAuthority) throws IOException {
        try (KubernetesClient client = client(clusterAuthority)) {
            HttpKubelets kubelets = kubelets(ca, client);
            try {
                return kubelets.ask(Set.of("node")).get("node");
            } finally {
                kubelets.close();
            }
        }
    }

    private static KubernetesClient client(Path authority) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:1/")
                .withCaCertFile(authority.toString())
                .withOauthToken(TOKEN)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private HttpKubelets kubelets(String ca, KubernetesClient client) {
        var settings =
                new HashMap<>(Map.of("spark.metrics.kubelet.ca", ca, "spark.metrics.kubelet.answers-within", "1s"));
        if (server != null) {
            settings.put(
                    "spark.metrics.kubelet.at",
                    "127.0.0.1:" + server.getAddress().getPort());
        }
        MetricsConfig config = new SmallRyeConfigBuilder()
                .withMapping(MetricsConfig.class)
                .withDefaultValues(settings)
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(MetricsConfig.class);
        return new HttpKubelets(new Nodes(client, config), client, config);
    }

    /** @param body none is never answered */
    private void serve(String name, String subject, int code, String body) throws Exception {
        authority(name, subject);
        KeyStore keys = KeyStore.getInstance(folder.resolve(name + ".p12").toFile(), PASSWORD.toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, code, body));
        server.start();
    }

    private void answer(HttpExchange exchange, int code, String body) throws IOException {
        calls.incrementAndGet();
        path = exchange.getRequestURI().getPath();
        authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (body == null) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Path authority(String name) {
        return authority(name, "IP:127.0.0.1");
    }

    /** A certificate that is its own authority, as PEM. */
    private static Path authority(String name, String subject) {
        Path pem = folder.resolve(name + ".pem");
        if (Files.exists(pem)) {
            return pem;
        }
        String store = folder.resolve(name + ".p12").toString();
        keytool(
                "-genkeypair",
                "-alias",
                "kubelet",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + subject,
                "-keystore",
                store);
        keytool("-exportcert", "-rfc", "-alias", "kubelet", "-file", pem.toString(), "-keystore", store);
        return pem;
    }

    private static void keytool(String... arguments) {
        try {
            var command = new java.util.ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
            command.addAll(List.of(arguments));
            command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
