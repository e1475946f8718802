package dev.spark.metrics.kubernetes;

import dev.spark.metrics.MetricsConfig;
import dev.spark.metrics.app.Kubelets;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The kubelets themselves, each by its own address. Not through the API server: that needs {@code nodes/proxy}, by which one may
 * do anything in every pod.
 */
@ApplicationScoped
class HttpKubelets implements Kubelets {

    private static final Logger LOG = Logger.getLogger(HttpKubelets.class);
    private static final String PATH = "/stats/summary";

    private final Nodes nodes;
    private final Config cluster;
    private final Duration answersWithin;
    private final long longestAnswer;
    private final KubeletTrust trust;
    private final HttpClient http;
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("ask-kubelet").factory());

    /** Who is being asked: one that is slow is not asked again meanwhile. */
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    HttpKubelets(Nodes nodes, KubernetesClient client, MetricsConfig config) {
        this.nodes = nodes;
        this.cluster = client.getConfiguration();
        this.answersWithin = config.kubelet().answersWithin();
        this.longestAnswer = config.kubelet().longestAnswer().asLongValue();
        this.trust = KubeletTrust.of(config.kubelet().ca(), cluster);
        this.http = client(trust, answersWithin);
        if (config.kubelet().ca().equals("insecure")) {
            LOG.warn("the kubelets' certificates are not verified: spark.metrics.kubelet.ca=insecure");
        }
    }

    private static HttpClient client(KubeletTrust trust, Duration answersWithin) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(answersWithin);
        return switch (trust) {
            case KubeletTrust.Certificates(var context) ->
                builder.sslContext(context).build();
            case KubeletTrust.Plain plain -> builder.build();
        };
    }

    /** Made at the start, so that a wrong setting is found there and not at the first beat. */
    void start(@Observes StartupEvent started) {}

    @PreDestroy
    void close() {
        calls.shutdownNow();
        http.shutdownNow();
    }

    @Override
    public Map<String, Answer> ask(Set<String> names) {
        long end = System.nanoTime() + answersWithin.toNanos();
        var answers = new HashMap<String, Answer>();
        var waiting = new HashMap<String, Future<Answer>>();
        for (String node : names) {
            if (asked.add(node)) {
                waiting.put(node, calls.submit(() -> askOne(node)));
            } else {
                answers.put(node, new Answer.Silence("it has not answered the question before yet"));
            }
        }
        waiting.forEach((node, answer) -> answers.put(node, await(answer, end)));
        return answers;
    }

    private Answer await(Future<Answer> answer, long end) {
        try {
            return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Answer.Silence("no answer within " + answersWithin.toMillis() + " ms");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Silence("interrupted");
        } catch (ExecutionException e) {
            LOG.error("a kubelet's answer could not be handled", e.getCause());
            return new Answer.Silence("its answer could not be handled");
        }
    }

    private Answer askOne(String node) throws InterruptedException {
        try {
            Optional<String> address = nodes.kubelet(node);
            return address.isEmpty()
                    ? new Answer.Silence("there is no such node, or it has no address")
                    : read(node, URI.create(trust.scheme() + "://" + address.get() + PATH));
        } catch (KubernetesClientException e) {
            return new Answer.Silence("where it is cannot be found out: " + shown(e));
        } catch (IOException e) {
            return new Answer.Silence(shown(e));
        } finally {
            asked.remove(node);
        }
    }

    private Answer read(String node, URI kubelet) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(kubelet).timeout(answersWithin).GET();
        token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        HttpResponse<byte[]> response =
                http.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), longestAnswer));
        if (response.statusCode() != 200) {
            return new Answer.Silence(
                    switch (response.statusCode()) {
                        case 401 -> "it does not know us (401)";
                        case 403 -> "it does not let us read nodes/stats (403)";
                        default -> "it answers " + response.statusCode();
                    });
        }
        Summary summary = Summary.parse(response.body());
        // An address may have gone to another node meanwhile.
        return summary.node().isEmpty() || summary.node().equals(node)
                ? new Answer.Summary(summary.pods())
                : new Answer.Silence("node " + summary.node() + " answers at its address");
    }

    /** As the client itself has it, which reads it anew before it expires. */
    private Optional<String> token() {
        if (cluster.getOauthTokenProvider() != null) {
            return Optional.ofNullable(cluster.getOauthTokenProvider().getToken());
        }
        return Optional.ofNullable(cluster.getOauthToken()).or(() -> Optional.ofNullable(cluster.getAutoOAuthToken()));
    }

    private static String shown(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
