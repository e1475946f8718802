package dev.spark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same must hold on whichever Kubernetes API this machine can offer. */
class KubernetesIT {

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("test")
            .withForce(true)
            .build();

    @Test
    void runsADeploymentAndPutsItToSleep() {
        var address = Infrastructure.kubernetes();
        try (var client =
                new KubernetesClientBuilder().withConfig(address.config()).build()) {
            client.resource(namespace()).patch(APPLY);
            var deployment = client.resource(deployment());

            deployment.patch(APPLY);
            await().atMost(Duration.ofMinutes(1)).until(deployment::isReady);

            deployment.scale(0);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> client.pods()
                            .inNamespace("kubernetes-it")
                            .list()
                            .getItems()
                            .isEmpty());

            assertThat(deployment.patch(APPLY).getSpec().getReplicas()).isZero();
            deployment.delete();
        }
    }

    @Test
    void leadsAServiceThere() {
        var infrastructure = new SparkInfrastructure();
        infrastructure.init(Map.of("service", "provisioner", "kubernetes", "true"));

        assertThat(infrastructure.start())
                .containsEntry(
                        "quarkus.kubernetes-client.api-server-url",
                        Infrastructure.kubernetes().config().getMasterUrl())
                .containsEntry("spark.databases.user", "spark_provisioner");
    }

    private static Namespace namespace() {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("kubernetes-it")
                .endMetadata()
                .build();
    }

    private static Deployment deployment() {
        var labels = Map.of("app", "it");
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("it")
                .withNamespace("kubernetes-it")
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
                .withName("it")
                .withImage("none")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
