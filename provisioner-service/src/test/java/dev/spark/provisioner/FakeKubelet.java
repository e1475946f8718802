package dev.spark.provisioner;

import dev.spark.testing.Infrastructure;
import dev.spark.testing.KubernetesAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Says that pods run, where there are controllers but no node to run them. */
final class FakeKubelet implements AutoCloseable {

    private final KubernetesClient kubernetes;
    private SharedIndexInformer<Pod> informer;

    FakeKubelet(KubernetesClient kubernetes) {
        this.kubernetes = kubernetes;
    }

    void start() {
        if (ProvisionerSettings.runsContainers()
                || Infrastructure.kubernetes().kind() != KubernetesAddress.Kind.CONTROL_PLANE) {
            return;
        }
        informer = kubernetes.pods().inNamespace("sparks").inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                run(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                run(pod);
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {}
        });
    }

    private void run(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null
                || "Running".equals(pod.getStatus().getPhase())) {
            return;
        }
        try {
            kubernetes
                    .resource(new PodBuilder(pod)
                            .editMetadata()
                            .withManagedFields()
                            .endMetadata()
                            .withNewStatus()
                            .withPhase("Running")
                            .addNewCondition()
                            .withType("Ready")
                            .withStatus("True")
                            .endCondition()
                            .addNewContainerStatus()
                            .withName("spark")
                            .withImage("spark")
                            .withImageID("spark")
                            .withReady(true)
                            .withRestartCount(0)
                            .withNewState()
                            .withNewRunning()
                            .endRunning()
                            .endState()
                            .endContainerStatus()
                            .endStatus()
                            .build())
                    .patchStatus();
        } catch (KubernetesClientException e) {
            // Changed or gone meanwhile: told again.
        }
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.stop();
        }
    }
}
