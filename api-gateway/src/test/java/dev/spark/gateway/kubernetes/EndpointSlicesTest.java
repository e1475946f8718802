package dev.spark.gateway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkId;
import dev.spark.gateway.activator.Slice;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointSlicesTest {

    private static final SparkId SPARK = new SparkId("s-7f3kq2m6ab");
    private static final Service SERVICE = new ServiceBuilder()
            .withNewMetadata()
            .withName(SPARK.value())
            .withNamespace("sparks")
            .withUid("11-22")
            .endMetadata()
            .build();

    @Test
    void saysWhereTheServiceLeadsAndWhoseItIs() {
        GenericKubernetesResource object = EndpointSlices.of(
                SPARK,
                SERVICE,
                "discovery.k8s.io/v1beta1",
                "ssh",
                new Slice(List.of("10.1.0.9", "10.1.0.8", "10.1.0.9"), 21007));

        assertThat(Serialization.asYaml(object)).isEqualTo("""
                ---
                apiVersion: "discovery.k8s.io/v1beta1"
                kind: "EndpointSlice"
                metadata:
                  labels:
                    app.kubernetes.io/part-of: "spark"
                    endpointslice.kubernetes.io/managed-by: "spark-gateway.spark.dev"
                    kubernetes.io/service-name: "s-7f3kq2m6ab"
                    spark.dev/id: "s-7f3kq2m6ab"
                  name: "s-7f3kq2m6ab-activator"
                  namespace: "sparks"
                  ownerReferences:
                  - apiVersion: "v1"
                    kind: "Service"
                    name: "s-7f3kq2m6ab"
                    uid: "11-22"
                addressType: "IPv4"
                endpoints:
                - addresses:
                  - "10.1.0.8"
                  conditions:
                    ready: true
                - addresses:
                  - "10.1.0.9"
                  conditions:
                    ready: true
                ports:
                - name: "ssh"
                  port: 21007
                  protocol: "TCP"
                """);
    }

    @Test
    void isReadAsItWasWritten() {
        var slice = new Slice(List.of("fd00::1", "fd00::2"), 21007);
        GenericKubernetesResource object = EndpointSlices.of(SPARK, SERVICE, "discovery.k8s.io/v1", "ssh", slice);

        GenericKubernetesResource back =
                Serialization.unmarshal(Serialization.asJson(object), GenericKubernetesResource.class);

        assertThat(EndpointSlices.read(back)).isEqualTo(slice);
        assertThat(EndpointSlices.sparkOf(back)).contains(SPARK);
        assertThat(object.getAdditionalProperties()).containsEntry("addressType", "IPv6");
    }

    @Test
    void isNoneOfOursUnderAnotherName() {
        GenericKubernetesResource object =
                EndpointSlices.of(SPARK, SERVICE, "discovery.k8s.io/v1", "ssh", new Slice(List.of("10.1.0.8"), 21007));
        object.getMetadata().setName("copied");

        assertThat(EndpointSlices.sparkOf(object)).isEmpty();
    }
}
