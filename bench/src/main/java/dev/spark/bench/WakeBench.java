package dev.spark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.system.Gateway;
import dev.spark.system.Gateway.Answer;
import dev.spark.system.Stack;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Connect → prompt of a spark that sleeps, over a deployment of the same pod template and the very same volume, scaled 0 → 1 by hand.
 * One of each per round, in turn; the next begins when no pod is left.
 */
final class WakeBench {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WARM_UP = 3;
    private static final double AIM = 1.15;
    private static final String NAME = "wake-bench";
    private static final String LABEL = "bench.spark.dev/raw";
    private static final int SSH = 22;
    private static final PatchContext MERGE =
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

    private final Stack stack;
    private final Report report;
    private final int rounds;
    private final Gateway gateway;
    private final KubernetesClient cluster;
    private final URI tunnel;
    private final HttpClient http = HttpClient.newHttpClient();

    /** All of one kind of start. */
    private record Starts(Samples ready, Samples banner, Samples prompt) {
        Starts() {
            this(new Samples(), new Samples(), new Samples());
        }
    }

    WakeBench(Stack stack, Report report, int rounds) {
        this.stack = stack;
        this.report = report;
        this.rounds = rounds;
        this.gateway = stack.admin();
        this.cluster = stack.cluster();
        this.tunnel = URI.create(
                stack.url().toString().replaceFirst("^http", "ws") + "/v1/sparks/" + NAME + "/tunnel?port=" + SSH);
    }

    void run() throws Exception {
        var spark = new Starts();
        var raw = new Starts();
        String id = gateway.post("/v1/sparks", Map.of("name", NAME))
                .body()
                .path("id")
                .asText();
        gateway.awaitState(id, "running", LIMIT);
        // Its home is made, and this machine has a key that it takes.
        stack.spark("shell", NAME, "--", "true").succeeded();
        try (var events = new EventStream(stack)) {
            sleep(events, id);
            makeRaw(id);
            for (int i = 0; i < WARM_UP; i++) {
                round(events, id, new Starts(), new Starts());
            }
            for (int i = 0; i < rounds; i++) {
                round(events, id, spark, raw);
            }
        } finally {
            cluster.apps()
                    .deployments()
                    .inNamespace(Stack.NAMESPACE)
                    .withName(NAME)
                    .delete();
            gateway.purge(id);
        }
        gateway.awaitGone(id, LIMIT);
        write(spark, raw);
    }

    private void write(Starts spark, Starts raw) {
        report.heading("Wake");
        report.latencyTable();
        report.latencies(
                "connect → the sshd's banner", spark.banner(), "scaled 0 → 1, to the sshd's banner", raw.banner());
        report.latencies("connect → the sshd's banner", spark.banner(), "scaled 0 → 1, watched to Ready", raw.ready());
        report.latencies("connect → prompt", spark.prompt(), "scaled 0 → 1, to a prompt by plain `ssh`", raw.prompt());
        report.latencies("connect → prompt", spark.prompt(), "scaled 0 → 1, watched to Ready", raw.ready());
        report.latencies(
                "connect → running, as the events tell", spark.ready(), "scaled 0 → 1, watched to Ready", raw.ready());
        report.line("");
        report.aim("connect → banner, both to the same end,", spark.banner(), raw.banner(), AIM);
        report.aim("connect → prompt, both to the same end,", spark.prompt(), raw.prompt(), AIM);
        report.line("");
        report.line(
                "The raw deployment has the spark's own pod template and mounts the spark's own volume while the spark sleeps; it is"
                        + " scaled by the scale subresource, as the platform does it. Its sshd is reached as the gateway reaches a"
                        + " spark's: through the API server's port-forward, which is opened when the pod is seen to be Ready. The spark is"
                        + " connected to by the tunnel's WebSocket (banner), or by `spark shell`, that is `ssh` with `spark tunnel` as its"
                        + " proxy and two JVMs started for it (prompt: the answer of a command). Each start begins when no pod is left."
                        + " Warm-up: "
                        + WARM_UP + " rounds.");
    }

    private void round(EventStream events, String id, Starts spark, Starts raw) throws Exception {
        raw(raw);
        String started = "spark.started.v1 " + id;

        events.forget(started);
        long asked = System.nanoTime();
        long banner = Banner.throughTunnel(http, tunnel, String.valueOf(gateway.token()));
        spark.banner().addNanos(banner - asked);
        spark.ready().addNanos(events.await(started) - asked);
        sleep(events, id);

        events.forget(started);
        spark.prompt().time(() -> stack.spark("shell", NAME, "--", "true").succeeded());
        events.await(started);
        sleep(events, id);
    }

    private void raw(Starts raw) throws Exception {
        var untilReady = new UntilReady();
        try (var watch = pods().withLabel(LABEL, NAME).watch(untilReady)) {
            long started = System.nanoTime();
            scale(1);
            var seen = untilReady.ready().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            raw.ready().addNanos(seen.at() - started);
            try (var forward = pods().withName(seen.pod()).portForward(SSH)) {
                raw.banner().addNanos(Banner.at(forward.getLocalPort()) - started);
                ssh(forward.getLocalPort());
                raw.prompt().addNanos(System.nanoTime() - started);
            }
        }
        scale(0);
        awaitNoPod(LABEL, NAME);
    }

    /** As {@code spark shell} does it, but for the proxy. */
    private void ssh(int port) {
        stack.shell(
                        "exec ssh -F none -p " + port
                                + " -o IdentityFile=\"$XDG_CONFIG_HOME/spark/id_ed25519\" -o IdentitiesOnly=yes -o BatchMode=yes"
                                + " -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR user@127.0.0.1 true")
                .succeeded();
    }

    private void sleep(EventStream events, String id) throws Exception {
        String asleep = "spark.asleep.v1 " + id;
        events.forget(asleep);
        Answer answer = gateway.call("POST", "/v1/sparks/" + id + "/sleep", null);
        if (answer.status() != 202) {
            throw new IllegalStateException("sleep answered " + answer.status() + " " + said(answer.body()));
        }
        events.await(asleep);
        awaitNoPod("spark.dev/id", id);
    }

    private static String said(JsonNode body) {
        return body.path("detail").asText();
    }

    private void awaitNoPod(String label, String value) {
        Awaitility.await("no pod of " + value)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> pods().withLabel(label, value).list().getItems().isEmpty());
    }

    private void makeRaw(String id) {
        Deployment like = cluster.apps()
                .deployments()
                .inNamespace(Stack.NAMESPACE)
                .withName(id)
                .get();
        Map<String, String> labels = Map.of(LABEL, NAME);
        Deployment raw = new DeploymentBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(Stack.NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withRevisionHistoryLimit(1)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withStrategy(like.getSpec().getStrategy())
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(like.getSpec().getTemplate().getSpec())
                .endTemplate()
                .endSpec()
                .build();
        cluster.resource(raw).create();
    }

    private void scale(int replicas) {
        cluster.apps()
                .deployments()
                .inNamespace(Stack.NAMESPACE)
                .withName(NAME)
                .subresource("scale")
                .patch(MERGE, "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    private io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<Pod, PodList, PodResource> pods() {
        MixedOperation<Pod, PodList, PodResource> all = cluster.pods();
        return all.inNamespace(Stack.NAMESPACE);
    }
}
