package dev.spark.gateway.activator;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.awaitState;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.json;
import static dev.spark.gateway.Gateway.tell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.LifecycleCommand.WakeSpark;
import dev.spark.events.MessageCodec;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.gateway.Gateway;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.dial.Dial;
import dev.spark.gateway.dial.LocalDial;
import dev.spark.testing.KafkaProbe;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections inside the cluster to sparks that rest: who is led here, who is woken, and what the cluster is told. */
@QuarkusTest
@WithTestResource(ActivatorInfrastructure.class)
class ActivatorIT {

    private static final String NAMESPACE = "sparks";
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    LocalDial dial;

    @Inject
    Connections connections;

    @Inject
    KubernetesClient kubernetes;

    @Inject
    Slices slices;

    private ServerSocket sshd;

    @BeforeEach
    void start() throws IOException {
        Gateway.empty(10, 50);
        if (kubernetes.namespaces().withName(NAMESPACE).get() == null) {
            kubernetes
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(NAMESPACE)
                            .endMetadata()
                            .build())
                    .create();
        }
        sshd = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        dial.put(Dial.SSH, sshd.getLocalPort());
        Thread.ofVirtual().start(() -> {
            while (!sshd.isClosed()) {
                try {
                    Socket socket = sshd.accept();
                    Thread.ofVirtual().start(() -> greetAndEcho(socket));
                } catch (IOException e) {
                    // The test is over.
                }
            }
        });
    }

    /** What it is sent it sends back; when that has ended, it says so and ends. */
    private static void greetAndEcho(Socket socket) {
        try (socket) {
            socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(UTF_8));
            socket.getInputStream().transferTo(socket.getOutputStream());
            socket.getOutputStream().write("bye".getBytes(UTF_8));
        } catch (IOException e) {
            // The test is over.
        }
    }

    @AfterEach
    void stop() throws IOException {
        sshd.close();
    }

    @Test
    void holdsAConnectionWhileItWakesTheSpark() throws Exception {
        SparkId id = asleep("swift-heron", "any");
        int port = led(id);
        try (var commands = KafkaProbe.fromNow(Topics.LIFECYCLE);
                var client = connect(port)) {
            client.getOutputStream().write("hello ".getBytes(UTF_8)); // before anybody reads it

            assertThat(wakeIn(commands, id)).isEqualTo(new WakeSpark(id, "spark/activator"));
            awaitState(id.value(), "waking");
            tell(new SparkEvent.SparkStarted(id));

            client.getOutputStream().write("there".getBytes(UTF_8));
            client.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("SSH-2.0-test\r\nhello therebye");
        }
        JsonNode events = json(admin().get("/v1/sparks/{s}/events?limit=500", id.value()));
        assertThat(events.toString()).contains("\"cause\":\"connection\"").contains("spark/activator");
        await().atMost(SOON).untilAsserted(() -> assertThat(connections.all()).isEmpty());
    }

    @Test
    void isOutOfTheWayOnceItRuns() {
        SparkId id = asleep("swift-heron", "any");
        int port = led(id);

        as("ada").post("/v1/sparks/{s}/wake", id.value()).then().statusCode(202);
        awaitState(id.value(), "waking");
        assertThat(slices.all()).containsKey(id);
        tell(new SparkEvent.SparkStarted(id));

        await().atMost(SOON).untilAsserted(() -> assertThat(slices.all()).doesNotContainKey(id));
        await().atMost(SOON).untilAsserted(() -> refuses(port));
        // And in it again, at the same port.
        rest(id);
        assertThat(led(id)).isEqualTo(port);
    }

    @Test
    void tellsTheClusterWhereTheServiceLeads() {
        SparkId id = asleep("swift-heron", "any");
        int port = led(id);

        var object = kubernetes
                .genericKubernetesResources(discovery(), "EndpointSlice")
                .inNamespace(NAMESPACE)
                .withName(id + "-activator")
                .get();
        assertThat(object.getMetadata().getLabels())
                .containsEntry("kubernetes.io/service-name", id.value())
                .containsEntry("endpointslice.kubernetes.io/managed-by", "spark-gateway.spark.dev")
                .containsEntry("spark.dev/id", id.value());
        assertThat(object.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid())
                        .isEqualTo(service(id).getMetadata().getUid()));
        assertThat(object.<Object>get("ports"))
                .isEqualTo(List.of(Map.of("name", "ssh", "protocol", "TCP", "port", port)));
        assertThat(slices.all()).containsEntry(id, new Slice(List.of(ActivatorInfrastructure.ADDRESS), port));
    }

    @Test
    void wakesOnceHoweverManyConnect() throws Exception {
        SparkId id = asleep("swift-heron", "any");
        int port = led(id);
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                clients.add(connect(port));
            }
            awaitState(id.value(), "waking");
            tell(new SparkEvent.SparkStarted(id));
            for (Socket client : clients) {
                assertThat(new String(client.getInputStream().readNBytes(14), UTF_8))
                        .isEqualTo("SSH-2.0-test\r\n");
            }
            assertThat(connections.of(id)).hasSize(50).allMatch(open -> open.kind() == Connections.Kind.ACTIVATOR);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        assertThat(json(admin().get("/v1/sparks/{s}/events?limit=500", id.value()))
                        .findValuesAsText("type"))
                .containsOnlyOnce("spark.wake-requested.v1");
        await().atMost(SOON).untilAsserted(() -> assertThat(connections.all()).isEmpty());
    }

    @Test
    void leadsNobodyToOneThatNoConnectionWakes() {
        SparkId manual = asleep("calm-otter", "manual");
        SparkId other = asleep("swift-heron", "ssh");
        int port = led(other);
        assertThat(slices.all()).doesNotContainKey(manual);

        // The policy is changed while somebody could still come.
        as("ada")
                .body(Map.of("wake_policy", "manual"))
                .patch("/v1/sparks/{s}", other.value())
                .then()
                .statusCode(200);
        await().atMost(SOON).untilAsserted(() -> assertThat(slices.all()).doesNotContainKey(other));
        await().atMost(SOON).untilAsserted(() -> refuses(port));
        as("ada")
                .body(Map.of("wake_policy", "any"))
                .patch("/v1/sparks/{s}", other.value())
                .then()
                .statusCode(200);
        led(other);

        as("ada").post("/v1/sparks/{s}/stop", other.value()).then().statusCode(202);
        tell(new SparkEvent.SparkStopped(other));
        awaitState(other.value(), "stopped");
        await().atMost(SOON).untilAsserted(() -> assertThat(slices.all()).doesNotContainKey(other));
        await().atMost(SOON).untilAsserted(() -> refuses(port));
        assertThat(state(manual)).isEqualTo("asleep");
        assertThat(state(other)).isEqualTo("stopped");
    }

    @Test
    void closesWhoeverComesWhenItIsStoppedAndWakesNothing() throws Exception {
        SparkId id = asleep("swift-heron", "any");
        int port = led(id);
        // Told in a state that the listeners do not know of yet.
        as("ada").post("/v1/sparks/{s}/stop", id.value()).then().statusCode(202);
        try (var client = connect(port)) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (ConnectException e) {
            // It has heard already.
        }
        assertThat(state(id)).isEqualTo("stopping");
    }

    @Test
    void wakesASparkOnlySoOften() throws Exception {
        SparkId id = asleep("swift-heron", "any");
        for (int i = 0; i < 3; i++) {
            try (var client = connect(led(id))) {
                awaitState(id.value(), "waking");
                tell(new SparkEvent.SparkStarted(id));
                assertThat(client.getInputStream().readNBytes(14)).hasSize(14);
            }
            rest(id);
        }
        try (var client = connect(led(id))) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(state(id)).isEqualTo("asleep");
    }

    @Test
    void cutsWhenTheSparkIsDeletedAndGivesThePortBackWhenItIsPurged() throws Exception {
        SparkId id = asleep("swift-heron", "any");
        try (var client = connect(led(id))) {
            awaitState(id.value(), "waking");
            tell(new SparkEvent.SparkStarted(id));
            assertThat(client.getInputStream().readNBytes(14)).hasSize(14);

            as("ada").delete("/v1/sparks/{s}", id.value()).then().statusCode(202);

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(ports(id)).isEqualTo(1);
        tell(new SparkEvent.SparkPurged(id));
        await().atMost(SOON).untilAsserted(() -> assertThat(ports(id)).isZero());
    }

    @Test
    void putsRightWhatSomebodyElseHasChanged() {
        SparkId id = asleep("swift-heron", "any");
        int port = led(id);
        SparkId stranger = new SparkId("s-zzzzzzzzzz");
        expose(stranger);

        slices.put(id, Dial.SSH, new Slice(List.of("192.0.2.99"), port));
        slices.put(stranger, Dial.SSH, new Slice(List.of("192.0.2.99"), port));

        var right = Map.of(id, new Slice(List.of(ActivatorInfrastructure.ADDRESS), port));
        await().atMost(SOON).untilAsserted(() -> assertThat(slices.all()).isEqualTo(right));
        slices.remove(id);
        await().atMost(SOON).untilAsserted(() -> assertThat(slices.all()).isEqualTo(right));
    }

    @Test
    void leadsToTheOtherReplicasTooAndForgetsThoseThatAreGone() {
        SparkId id = asleep("swift-heron", "any");
        int port = led(id);

        Gateway.DATABASE.execute("""
                insert into activator_replica (id, address, seen_at) values ('other', '192.0.2.8', clock_timestamp())""");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(slices.all())
                        .containsEntry(id, new Slice(List.of(ActivatorInfrastructure.ADDRESS, "192.0.2.8"), port)));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(slices.all())
                        .containsEntry(id, new Slice(List.of(ActivatorInfrastructure.ADDRESS), port)));
    }

    @Test
    void leavesThoseAloneForWhomNoPortIsLeft() {
        List<SparkId> many = IntStream.rangeClosed(0, ActivatorInfrastructure.PORTS)
                .mapToObj(i -> asleep("heron-" + i, "any"))
                .toList();
        await().atMost(SOON).untilAsserted(() -> assertThat(slices.all()).hasSize(ActivatorInfrastructure.PORTS));
        assertThat(slices.all().values().stream().map(Slice::port)).doesNotHaveDuplicates();

        SparkId first = many.stream()
                .filter(id -> slices.all().containsKey(id))
                .findFirst()
                .orElseThrow();
        SparkId without = many.stream()
                .filter(id -> !slices.all().containsKey(id))
                .findFirst()
                .orElseThrow();
        tell(new SparkEvent.SparkPurged(first));

        led(without);
    }

    private SparkId asleep(String name, String wakePolicy) {
        var id = new SparkId(create("ada", Map.of("name", name, "wake_policy", wakePolicy))
                .get("id")
                .asText());
        expose(id);
        tell(new SparkEvent.SparkProvisioned(id, "image:1", "db_1", "postgres"));
        tell(new SparkEvent.SparkStarted(id));
        awaitState(id.value(), "running");
        rest(id);
        return id;
    }

    private static void rest(SparkId id) {
        as("ada").post("/v1/sparks/{s}/sleep", id.value()).then().statusCode(202);
        tell(new SparkEvent.SparkAsleep(id, "its owner asked for it"));
        awaitState(id.value(), "asleep");
    }

    /** As the provisioner does it. */
    private void expose(SparkId id) {
        kubernetes
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(id.value())
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(Map.of("spark.dev/id", id.value()))
                        .addNewPort()
                        .withName("ssh")
                        .withPort(22)
                        .withProtocol("TCP")
                        .endPort()
                        .endSpec()
                        .build())
                .serverSideApply();
    }

    private Service service(SparkId id) {
        return kubernetes.services().inNamespace(NAMESPACE).withName(id.value()).get();
    }

    private String discovery() {
        boolean v1 = kubernetes.getApiGroup("discovery.k8s.io").getVersions().stream()
                .anyMatch(version -> version.getVersion().equals("v1"));
        return "discovery.k8s.io/" + (v1 ? "v1" : "v1beta1");
    }

    /** Waits until the Service of a resting spark leads here; the port that it leads to. */
    private int led(SparkId id) {
        return await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> slices.all().get(id), slice -> slice != null)
                .port();
    }

    private static WakeSpark wakeIn(KafkaProbe commands, SparkId id) {
        var message = commands.await(each -> new String(each.key(), UTF_8).equals(id.value()));
        return (WakeSpark) new MessageCodec().read(message.value()).orElseThrow();
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private static void refuses(int port) {
        assertThatThrownBy(() -> connect(port).close()).isInstanceOf(ConnectException.class);
    }

    private static long ports(SparkId id) {
        return Gateway.DATABASE.value(Long.class, "select count(*) from activator_port where spark_id = ?", id.value());
    }

    private static String state(SparkId id) {
        return json(admin().get("/v1/sparks/{s}", id.value())).get("state").asText();
    }
}
