package dev.spark.local.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedClusterIT {

    private static final PatchContext PROVISIONER = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("spark-provisioner")
            .withForce(true)
            .build();

    private SimulatedCluster cluster;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        cluster = new SimulatedCluster(SimulationSettings.IMMEDIATE);
        client = client(cluster);
        client.resource(namespace()).create();
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void appliesWhatIsMissing() {
        var applied = apply(deployment("s-one", "image:1"));

        assertThat(applied.getMetadata().getUid()).isNotBlank();
        assertThat(applied.getSpec().getReplicas()).isOne();
        assertThat(applied.getMetadata().getManagedFields())
                .singleElement()
                .satisfies(managed -> assertThat(managed.getManager()).isEqualTo("spark-provisioner"));
    }

    @Test
    void leavesReplicasToTheirOwnerOnAReApply() {
        apply(deployment("s-one", "image:1"));
        deployments().withName("s-one").scale(0);

        var applied = apply(deployment("s-one", "image:2"));

        assertThat(applied.getSpec().getReplicas()).isZero();
        assertThat(image(applied)).isEqualTo("image:2");
    }

    @Test
    void removesWhatIsNoLongerApplied() {
        apply(new DeploymentBuilder(deployment("s-one", "image:1"))
                .editMetadata()
                .addToLabels("passing", "yes")
                .endMetadata()
                .build());
        deployments()
                .withName("s-one")
                .edit(each -> new DeploymentBuilder(each)
                        .editMetadata()
                        .addToLabels("theirs", "stays")
                        .endMetadata()
                        .build());

        var applied = apply(deployment("s-one", "image:1"));

        assertThat(applied.getMetadata().getLabels())
                .doesNotContainKey("passing")
                .containsEntry("theirs", "stays");
    }

    @Test
    void changesNothingWhenTheSameIsAppliedAgain() {
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");
        var before = deployments().withName("s-one").get();

        var again = apply(deployment("s-one", "image:1"));

        assertThat(again.getMetadata().getResourceVersion())
                .isEqualTo(before.getMetadata().getResourceVersion());
    }

    @Test
    void refusesToTakeOverWithoutForce() {
        apply(deployment("s-one", "image:1"));
        var other = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("somebody-else")
                .withForce(false)
                .build();

        assertThatThrownBy(() -> client.resource(deployment("s-one", "image:2")).patch(other))
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(409);
                    assertThat(e).hasMessageContaining("conflict with \"spark-provisioner\"");
                });
    }

    @Test
    void bumpsTheGenerationWithTheSpecOnly() {
        assertThat(apply(deployment("s-one", "image:1")).getMetadata().getGeneration())
                .isEqualTo(1);
        awaitReady("s-one");

        var labelled = deployments()
                .withName("s-one")
                .edit(each -> new DeploymentBuilder(each)
                        .editMetadata()
                        .addToLabels("a", "b")
                        .endMetadata()
                        .build());
        assertThat(labelled.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(apply(deployment("s-one", "image:2")).getMetadata().getGeneration())
                .isEqualTo(2);
    }

    @Test
    void keepsTheStatusWhenTheObjectIsReplaced() {
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");

        var replaced = client.resource(deployment("s-one", "image:1")).update();

        assertThat(replaced.getStatus().getReadyReplicas()).isOne();
    }

    @Test
    void refusesAnOutdatedReplacement() {
        var first = apply(deployment("s-one", "image:1"));
        apply(deployment("s-one", "image:2"));

        assertThatThrownBy(() -> client.resource(first).lockResourceVersion().update())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
    }

    @Test
    void givesADeploymentAReadyPod() {
        var deployment = apply(deployment("s-one", "image:1"));

        awaitReady("s-one");

        assertThat(pods("s-one")).singleElement().satisfies(pod -> {
            assertThat(pod.getMetadata().getName()).startsWith("s-one-");
            assertThat(pod.getMetadata().getOwnerReferences().getFirst().getUid())
                    .isEqualTo(deployment.getMetadata().getUid());
            assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
            assertThat(pod.getStatus().getPodIP()).startsWith("198.");
            assertThat(pod.getStatus().getContainerStatuses().getFirst().getReady())
                    .isTrue();
        });
        var status = deployments().withName("s-one").get().getStatus();
        assertThat(status.getObservedGeneration()).isEqualTo(1);
        assertThat(status.getAvailableReplicas()).isOne();
    }

    @Test
    void takesThePodsAwayWithTheReplicasAndGivesThemBack() {
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");

        deployments().withName("s-one").scale(0);
        await().until(() -> pods("s-one").isEmpty());

        deployments().withName("s-one").scale(1);
        awaitReady("s-one");
    }

    @Test
    void replacesAPodThatWasDeleted() {
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");
        var first = pods("s-one").getFirst();

        client.resource(first).delete();

        await().until(() -> pods("s-one").size() == 1
                && !pods("s-one")
                        .getFirst()
                        .getMetadata()
                        .getUid()
                        .equals(first.getMetadata().getUid()));
    }

    @Test
    void replacesPodsOfAnOldTemplate() {
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");

        apply(deployment("s-one", "image:2"));

        await().untilAsserted(() -> assertThat(pods("s-one"))
                .singleElement()
                .satisfies(pod -> assertThat(
                                pod.getSpec().getContainers().getFirst().getImage())
                        .isEqualTo("image:2")));
    }

    @Test
    void letsPodsFailOnRequest() {
        var deployment = new DeploymentBuilder(deployment("s-one", "image:1"))
                .editSpec()
                .editTemplate()
                .editMetadata()
                .addToAnnotations(Kubelet.WAITING, "ImagePullBackOff")
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
        apply(deployment);

        await().untilAsserted(() -> assertThat(pods("s-one"))
                .singleElement()
                .satisfies(pod -> assertThat(pod.getStatus()
                                .getContainerStatuses()
                                .getFirst()
                                .getState()
                                .getWaiting()
                                .getReason())
                        .isEqualTo("ImagePullBackOff")));
        assertThat(deployments().withName("s-one").isReady()).isFalse();
    }

    @Test
    void deletesWhatBelongsToWhatIsDeleted() {
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");

        deployments()
                .withName("s-one")
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();

        await().until(() -> pods("s-one").isEmpty());
        assertThat(deployments().withName("s-one").get()).isNull();
    }

    @Test
    void leavesOrphansOnRequest() {
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");

        deployments()
                .withName("s-one")
                .withPropagationPolicy(DeletionPropagation.ORPHAN)
                .delete();

        assertThat(pods("s-one"))
                .singleElement()
                .satisfies(pod ->
                        assertThat(pod.getMetadata().getOwnerReferences()).isEmpty());
    }

    @Test
    void waitsForFinalizers() {
        apply(new DeploymentBuilder(deployment("s-one", "image:1"))
                .editMetadata()
                .addToFinalizers("spark.dev/database")
                .endMetadata()
                .build());

        deployments().withName("s-one").delete();
        assertThat(deployments().withName("s-one").get().isMarkedForDeletion()).isTrue();

        deployments()
                .withName("s-one")
                .edit(each -> new DeploymentBuilder(each)
                        .editMetadata()
                        .withFinalizers()
                        .endMetadata()
                        .build());
        assertThat(deployments().withName("s-one").get()).isNull();
    }

    @Test
    void bindsClaims() {
        var claim = new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("s-one-home")
                .withNamespace("sparks")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("10Gi"))
                .endResources()
                .endSpec()
                .build();
        client.resource(claim).patch(PROVISIONER);

        await().untilAsserted(() -> {
            var bound = client.resource(claim).get();
            assertThat(bound.getStatus().getPhase()).isEqualTo("Bound");
            assertThat(bound.getSpec().getVolumeName()).startsWith("pvc-");
        });
        client.resource(claim).patch(PROVISIONER);
        assertThat(client.resource(claim).get().getSpec().getVolumeName()).startsWith("pvc-");
    }

    @Test
    void keepsSecretsAndServicesAsTheRealOneDoes() {
        var secret = client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("s-one")
                        .withNamespace("sparks")
                        .endMetadata()
                        .addToStringData("key", "value")
                        .build())
                .patch(PROVISIONER);
        assertThat(secret.getStringData()).isNullOrEmpty();
        assertThat(secret.getData()).containsEntry("key", "dmFsdWU=");

        var service = new ServiceBuilder()
                .withNewMetadata()
                .withName("s-one")
                .withNamespace("sparks")
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withName("ssh")
                .withPort(22)
                .endPort()
                .endSpec()
                .build();
        var ip = client.resource(service).patch(PROVISIONER).getSpec().getClusterIP();
        assertThat(ip).startsWith("10.96.");
        assertThat(client.resource(service).patch(PROVISIONER).getSpec().getClusterIP())
                .isEqualTo(ip);
        assertThat(client.resource(service).update().getSpec().getClusterIP()).isEqualTo(ip);
    }

    @Test
    void refusesNamesAndLabelsThatKubernetesWouldRefuse() {
        assertRefused(422, deployment("Brave_Dolphin", "image:1"));
        assertRefused(
                422,
                new DeploymentBuilder(deployment("s-one", "image:1"))
                        .editMetadata()
                        .addToLabels("spark.dev/owner", "ada@example.org")
                        .endMetadata()
                        .build());
        assertRefused(
                404,
                new DeploymentBuilder(deployment("s-one", "image:1"))
                        .editMetadata()
                        .withNamespace("nowhere")
                        .endMetadata()
                        .build());
    }

    @Test
    void tellsInformersOfEachChange() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");
        try (var informer = client.pods()
                .inNamespace("sparks")
                .withLabel("spark.dev/id", "s-two")
                .inform(new ResourceEventHandler<Pod>() {
                    @Override
                    public void onAdd(Pod pod) {
                        seen.add("add");
                    }

                    @Override
                    public void onUpdate(Pod before, Pod after) {
                        seen.add("update " + after.getStatus().getPhase());
                    }

                    @Override
                    public void onDelete(Pod pod, boolean unknown) {
                        seen.add("delete");
                    }
                })) {
            apply(deployment("s-two", "image:1"));
            await().until(() -> seen.contains("update Running"));

            deployments().withName("s-two").delete();
            await().until(() -> seen.contains("delete"));

            assertThat(seen).containsExactly("add", "update Running", "delete");
            assertThat(informer.isWatching()).isTrue();
        }
    }

    @Test
    void pagesLists() {
        for (int i = 0; i < 5; i++) {
            apply(deployment("s-" + i, "image:1"));
        }

        var first = deployments().list(new ListOptionsBuilder().withLimit(2L).build());

        assertThat(first.getItems())
                .extracting(each -> each.getMetadata().getName())
                .containsExactly("s-0", "s-1");
        assertThat(first.getMetadata().getRemainingItemCount()).isEqualTo(3);
        assertThat(deployments()
                        .list(new ListOptionsBuilder()
                                .withLimit(10L)
                                .withContinue(first.getMetadata().getContinue())
                                .build())
                        .getItems())
                .hasSize(3);
    }

    @Test
    void keepsNothingOfADryRun() {
        var answer = client.resource(deployment("s-one", "image:1")).dryRun().create();

        assertThat(answer.getMetadata().getUid()).isNotBlank();
        assertThat(deployments().withName("s-one").get()).isNull();
    }

    @Test
    void saysThatItIsSimulatedToWhoWantsToEnterAPod() {
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");
        var pod = client.pods()
                .inNamespace("sparks")
                .withName(pods("s-one").getFirst().getMetadata().getName());

        assertThatThrownBy(pod::getLog).hasMessageContaining("simulated");
        assertThatThrownBy(() -> {
                    try (var exec = pod.redirectingOutput().exec("true")) {
                        exec.exitCode().get();
                    }
                })
                .hasRootCauseMessage("WebSocket upgrade failure: 405");
    }

    @Test
    void keepsItsObjectsOverARestart(@TempDir Path folder) {
        var settings = new SimulationSettings(
                0, "secret", Duration.ZERO, Duration.ZERO, Optional.of(folder.resolve("objects.jsonl")));
        String uid;
        String version;
        try (var first = new SimulatedCluster(settings);
                var before = client(first)) {
            before.resource(namespace()).create();
            before.resource(deployment("s-one", "image:1")).patch(PROVISIONER);
            before.resource(deployment("s-two", "image:1")).patch(PROVISIONER);
            var scaled = before.apps()
                    .deployments()
                    .inNamespace("sparks")
                    .withName("s-one")
                    .scale(0);
            before.resource(deployment("s-two", "image:1")).delete();
            uid = scaled.getMetadata().getUid();
            version = scaled.getMetadata().getResourceVersion();
        }

        try (var second = new SimulatedCluster(settings);
                var after = client(second)) {
            assertThat(after.apps().deployments().inNamespace("sparks").list().getItems())
                    .singleElement()
                    .satisfies(restored -> {
                        assertThat(restored.getMetadata().getUid()).isEqualTo(uid);
                        assertThat(Long.parseLong(restored.getMetadata().getResourceVersion()))
                                .isGreaterThan(Long.parseLong(version));
                        assertThat(restored.getSpec().getReplicas()).isZero();
                    });
        }
    }

    @Test
    void wantsItsToken() {
        try (var stranger = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(cluster.url())
                        .build())
                .build()) {
            assertThatThrownBy(() -> stranger.pods().list())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isEqualTo(401));
        }
    }

    private void assertRefused(int code, Deployment deployment) {
        assertThatThrownBy(() -> apply(deployment))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(code));
    }

    private static Namespace namespace() {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("sparks")
                .endMetadata()
                .build();
    }

    @Test
    void hasANodeWhoseKubeletSaysWhatItsPodsUse() {
        apply(deployment("s-one", "image:1"));
        awaitReady("s-one");
        var pod = pods("s-one").getFirst();
        assertThat(pod.getSpec().getNodeName()).isEqualTo("simulated");

        var status = client.nodes().withName("simulated").get().getStatus();
        assertThat(status.getAddresses())
                .extracting(address -> address.getType() + " " + address.getAddress())
                .containsExactly("InternalIP 127.0.0.1");
        assertThat(status.getDaemonEndpoints().getKubeletEndpoint().getPort()).isEqualTo(cluster.port());

        var summary = client.raw("/stats/summary");
        assertThat(summary)
                .contains("\"nodeName\":\"simulated\"")
                .contains("\"uid\":\"" + pod.getMetadata().getUid() + "\"")
                .contains("\"usageCoreNanoSeconds\":0")
                .contains("\"workingSetBytes\":8388608");
        deployments().withName("s-one").scale(0);
        await().until(() ->
                !client.raw("/stats/summary").contains(pod.getMetadata().getUid()));
    }

    private static KubernetesClient client(SimulatedCluster cluster) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
    }

    private Deployment apply(Deployment deployment) {
        return client.resource(deployment).patch(PROVISIONER);
    }

    private NonNamespaceOperation<Deployment, DeploymentList, RollableScalableResource<Deployment>> deployments() {
        return client.apps().deployments().inNamespace("sparks");
    }

    private List<Pod> pods(String id) {
        return client.pods()
                .inNamespace("sparks")
                .withLabel("spark.dev/id", id)
                .list()
                .getItems();
    }

    private void awaitReady(String name) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> deployments().withName(name).isReady());
    }

    private static String image(Deployment deployment) {
        return deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private static Deployment deployment(String name, String image) {
        var labels = Map.of("spark.dev/id", name.toLowerCase(Locale.ROOT));
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("sparks")
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("spark")
                .withImage(image)
                .addNewEnv()
                .withName("SPARK_NAME")
                .withValue("brave-dolphin")
                .endEnv()
                .addNewPort()
                .withContainerPort(22)
                .endPort()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
