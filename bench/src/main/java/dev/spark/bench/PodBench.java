package dev.spark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.system.Gateway;
import dev.spark.system.Stack;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Create → running and create → first SSH command, over the very same pod and volume claim applied directly and watched to Ready.
 * In turn, one of each per round; each is removed before the next.
 */
final class PodBench {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WARM_UP = 3;

    private final Stack stack;
    private final Report report;
    private final int rounds;
    private final Gateway gateway;
    private final KubernetesClient cluster;
    private @Nullable Pod podLike;
    private @Nullable PersistentVolumeClaim claimLike;
    private @Nullable Secret secretLike;

    PodBench(Stack stack, Report report, int rounds) {
        this.stack = stack;
        this.report = report;
        this.rounds = rounds;
        this.gateway = stack.admin();
        this.cluster = stack.cluster();
    }

    void run() throws Exception {
        var toRunning = new Samples();
        var toCommand = new Samples();
        var toReady = new Samples();
        try (var events = new EventStream(stack)) {
            for (int i = 0; i < WARM_UP; i++) {
                spark(events, new Samples(), new Samples(), "warm-" + i);
                raw(new Samples(), "warm-" + i);
            }
            for (int i = 0; i < rounds; i++) {
                spark(events, toRunning, toCommand, "round-" + i);
                raw(toReady, "round-" + i);
            }
        }
        report.heading("Create");
        report.latencyTable();
        report.latencies("create → running", toRunning, "the same pod and claim applied, watched to Ready", toReady);
        report.latencies("create → first SSH command answered", toCommand, "the same pod and claim", toReady);
        report.line("");
        report.line("Warm-up: " + WARM_UP
                + " rounds of each. The SSH command is `ssh` with `spark tunnel` as its proxy, a JVM"
                + " started for it included.");
    }

    private void spark(EventStream events, Samples toRunning, Samples toCommand, String name) throws Exception {
        long started = System.nanoTime();
        JsonNode spark = gateway.post("/v1/sparks", Map.of("name", name)).body();
        String id = spark.path("id").asText();
        toRunning.addNanos(events.await("spark.started.v1 " + id) - started);
        stack.spark("shell", name, "--", "true").succeeded();
        toCommand.addNanos(System.nanoTime() - started);
        if (podLike == null) {
            remember(id);
        }
        gateway.delete("/v1/sparks/" + id + "?purge=true");
        gateway.awaitGone(id, LIMIT);
    }

    private void raw(Samples toReady, String name) throws Exception {
        Pod pod = rawPod("raw-" + name);
        var claims = cluster.persistentVolumeClaims().inNamespace(Stack.NAMESPACE);
        var pods = cluster.pods().inNamespace(Stack.NAMESPACE);
        var secrets = cluster.secrets().inNamespace(Stack.NAMESPACE);
        String claim = "raw-" + name;
        var untilReady = new UntilReady();
        try (var watch = pods.withName(pod.getMetadata().getName()).watch(untilReady)) {
            long started = System.nanoTime();
            secrets.resource(rawSecret(claim)).create();
            claims.resource(rawClaim(claim)).create();
            pods.resource(pod).create();
            toReady.addNanos(
                    untilReady.ready().get(LIMIT.toSeconds(), TimeUnit.SECONDS).at() - started);
        }
        pods.withName(pod.getMetadata().getName()).delete();
        pods.withName(pod.getMetadata().getName()).waitUntilCondition(gone -> gone == null, 1, TimeUnit.MINUTES);
        claims.withName(claim).delete();
        secrets.withName(claim).delete();
    }

    /** What the platform itself made for a spark, to make the same again by hand. */
    private void remember(String id) {
        podLike = cluster.pods()
                .inNamespace(Stack.NAMESPACE)
                .withLabel("spark.dev/id", id)
                .list()
                .getItems()
                .getFirst();
        claimLike = cluster.persistentVolumeClaims()
                .inNamespace(Stack.NAMESPACE)
                .withLabel("spark.dev/id", id)
                .list()
                .getItems()
                .getFirst();
        secretLike = cluster.secrets()
                .inNamespace(Stack.NAMESPACE)
                .withLabel("spark.dev/id", id)
                .list()
                .getItems()
                .getFirst();
    }

    private Pod rawPod(String name) {
        Pod like = java.util.Objects.requireNonNull(podLike);
        Pod pod = new PodBuilder()
                .withMetadata(new ObjectMetaBuilder().withName(name).build())
                .withSpec(like.getSpec())
                .build();
        pod = new PodBuilder(pod).editSpec().withNodeName(null).endSpec().build();
        pod.getSpec().getVolumes().forEach(volume -> {
            if (volume.getPersistentVolumeClaim() != null) {
                volume.getPersistentVolumeClaim().setClaimName(name);
            }
            if (volume.getSecret() != null) {
                volume.getSecret().setSecretName(name);
            }
        });
        return pod;
    }

    private PersistentVolumeClaim rawClaim(String name) {
        var like = java.util.Objects.requireNonNull(claimLike).getSpec();
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes(like.getAccessModes())
                .withStorageClassName(like.getStorageClassName())
                .withResources(like.getResources())
                .endSpec()
                .build();
    }

    private Secret rawSecret(String name) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withData(java.util.Objects.requireNonNull(secretLike).getData())
                .build();
    }
}
