package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A spark is a full machine at once: the image's tools answer, its root lasts and is nobody on the node, and set-up that fails
 * costs nobody the spark.
 */
@Order(120)
class MachineST {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String NAME = "machine";

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @AfterEach
    void removed() {
        admin.deleteAll(SOON);
    }

    @Test
    void hasEveryToolAndItsDatabase() {
        stack.spark("create", NAME).succeeded();

        String checks = "jq -r '.[] | .name, .check' /etc/spark/tools.json | while read -r name && read -r check; do"
                + " bash -c \"$check\" > /tmp/said 2>&1 < /dev/null || echo \"$name: $(cat /tmp/said)\"; done;"
                + " jq -r length /etc/spark/tools.json";
        List<String> said = ssh(checks).lines().toList();
        assertThat(said).as("tools that do not answer, then how many there are").hasSize(1);
        assertThat(Integer.parseInt(said.getFirst())).isGreaterThan(40);
        assertThat(ssh("psql \"$DATABASE_URL\" -Atc 'select 6 * 7'")).isEqualTo("42\n");
        assertThat(ssh("pg_dump \"$DATABASE_URL\" | grep -c 'PostgreSQL database dump complete'"))
                .isEqualTo("1\n");
    }

    @Test
    void hasARootThatLastsAndIsNobodyOnTheNode() {
        stack.spark("create", NAME).succeeded();
        String id = admin.get("/v1/sparks/" + NAME).body().path("id").asText();
        assertThat(ssh("tr -s ' ' < /proc/self/uid_map")).isEqualTo(" 0 100000 65536\n");
        ssh(
                "set -e; mkdir -p pkg/DEBIAN pkg/usr/bin; printf '#!/bin/sh\\necho installed\\n' > pkg/usr/bin/lasting; chmod 755 pkg/usr/bin/lasting;"
                        + " printf 'Package: lasting\\nVersion: 1\\nArchitecture: all\\nMaintainer: none\\nDescription: none\\n' > pkg/DEBIAN/control;"
                        + " dpkg-deb -b --root-owner-group pkg lasting.deb; sudo dpkg -i lasting.deb; echo mine | sudo tee /etc/mine;"
                        + " sudo touch of-root; touch of-user");
        assertThat(ownersOnTheNode(id)).containsExactlyInAnyOrder("100000 of-root", "101000 of-user");

        stack.spark("sleep", NAME).succeeded();
        assertThat(ssh("lasting; cat /etc/mine")).isEqualTo("installed\nmine\n");
        assertThat(stack.spark("exec", NAME, "--", "lasting").succeeded().out()).isEqualTo("installed\n");

        // A new pod, without sleep in between.
        stack.cluster()
                .pods()
                .inNamespace(Stack.NAMESPACE)
                .withLabel("spark.dev/id", id)
                .delete();
        await().atMost(SOON).until(() -> admin.eventsOf(id, "spark.interrupted.v1") == 1);
        admin.awaitState(id, "running", SOON);
        assertThat(ssh("lasting")).isEqualTo("installed\n");

        stack.spark("reset-root", NAME).succeeded();
        assertThat(ssh("command -v lasting; cat /etc/mine; ls of-root lasting.deb"))
                .isEqualTo("lasting.deb\nof-root\n");
        assertThat(admin.get("/v1/sparks/" + id).body().path("steps").findValuesAsText("name"))
                .doesNotContain("setup-root");
    }

    @Test
    void usesUpNothingThatIsAnothers() {
        stack.spark("create", NAME).succeeded();
        stack.spark("create", "beside").succeeded();
        String instances = "python3 -c 'import ctypes, time; libc = ctypes.CDLL(None);"
                + " print(sum(libc.inotify_init1(0) >= 0 for _ in range(1000)), flush=True); time.sleep(%s)'";
        stack.spark("exec", NAME, "--", "tmux", "new-session", "-d", instances.formatted("60") + " > taken")
                .succeeded();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ssh("cat taken").strip()).matches("[1-9][0-9]*"));

        assertThat(stack.spark("exec", "beside", "--", "sh", "-c", instances.formatted("0"))
                        .succeeded()
                        .out()
                        .strip())
                .isEqualTo(ssh("cat taken").strip());
        assertThat(ssh("ulimit -Hu; stat -c '%U %a' \"$XDG_RUNTIME_DIR\"")).isEqualTo("4096\nuser 700\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "provisioner", "kafka"})
    void getsItsRootBackOnceThoughAPartIsLost(String part) {
        stack.spark("create", NAME).succeeded();
        String id = admin.get("/v1/sparks/" + NAME).body().path("id").asText();
        ssh("echo mine | sudo tee /etc/mine");
        assertThat(admin.post("/v1/sparks/" + id + "/reset-root", Map.of()).status())
                .isEqualTo(202);
        stack.kill(part);

        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(rootResets(id)).containsExactly("1"));
        stack.awaitReady(SOON);
        admin.awaitState(id, "running", SOON);
        assertThat(ssh("cat /etc/mine || echo gone")).isEqualTo("gone\n");
        assertThat(admin.eventsOf(id, "spark.root-reset-requested.v1")).isEqualTo(1);
        assertThat(rootResets(id)).containsExactly("1");
    }

    @Test
    void keepsItsRootUnderAnImageOfAnotherTag() {
        stack.spark("create", NAME).succeeded();
        String id = admin.get("/v1/sparks/" + NAME).body().path("id").asText();
        String before = admin.get("/v1/sparks/" + id).body().path("image").asText();
        String after = "spark.local/spark:of-another-tag";
        ssh("echo mine | sudo tee /etc/mine");
        stack.spark("sleep", NAME).succeeded();
        stack.onTheNode("ctr", "-n", "k8s.io", "images", "tag", "--force", before, after)
                .succeeded();

        stack.spark("down").succeeded();
        stack.with(Map.of("SPARK_PROVISIONER_IMAGE", after)).up();
        try {
            assertThat(ssh("cat /etc/mine")).isEqualTo("mine\n");
            assertThat(admin.get("/v1/sparks/" + id).body().path("image").asText())
                    .isEqualTo(after);
            assertThat(admin.eventsOf(id, "spark.image-changed.v1")).isEqualTo(1);
            assertThat(imagesOfItsPods(id)).containsExactly(after);
        } finally {
            stack.spark("down").succeeded();
            stack.up();
        }
    }

    @Test
    void isUsableWhereItsDotfilesFail() throws IOException {
        stack.spark("create", "files").succeeded();
        stack.spark(
                        "exec",
                        "files",
                        "--",
                        "sh",
                        "-ec",
                        "git init -qb main dot; cd dot; printf '#!/bin/sh\\necho nothing works\\nexit 9\\n' > install.sh; chmod 755 install.sh;"
                                + " git add -A; git -c user.name=t -c user.email=t@t commit -qm one;"
                                + " git clone -q --bare . ../dot.git; cd ../dot.git; git update-server-info; cd ..;"
                                + " tmux new-session -d -s web 'python3 -m http.server 8000'")
                .succeeded();
        String address = stack.spark("exec", "files", "--", "hostname", "-i")
                .succeeded()
                .out()
                .strip()
                .split(" ", 2)[0];

        stack.spark("create", NAME, "--dotfiles", "http://" + address + ":8000/dot.git")
                .succeeded();

        assertThat(setUp(NAME)).isEqualTo("failed");
        assertThat(step(NAME, "setup-dotfiles").path("message").asText()).contains("install.sh ended with 9");
        assertThat(ssh("id -un")).isEqualTo("user\n");
        assertThat(stack.spark("logs", NAME, "--setup").succeeded().out()).contains("nothing works");
        assertThat(stack.spark("setup", NAME).exitCode()).isEqualTo(1);
        ssh("printf 'echo works > ~/works\\n' > .dotfiles/install.sh");
        assertThat(stack.spark("setup", NAME).succeeded().out()).contains("ran install.sh");
        assertThat(ssh("cat works")).isEqualTo("works\n");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                step(NAME, "setup-dotfiles").path("state").asText())
                        .isEqualTo("done"));
        assertThat(setUp(NAME)).isEqualTo("done");
    }

    private String ssh(String script) {
        return stack.spark("shell", NAME, "--", script).out();
    }

    private String setUp(String name) {
        return SetUpSteps.awaitSetUp(admin, name, SOON);
    }

    private JsonNode step(String name, String step) {
        return SetUpSteps.step(admin, name, step);
    }

    private List<String> imagesOfItsPods(String id) {
        return containers(id).map(Container::getImage).toList();
    }

    /** How often its root was put back, as its pods were told. */
    private List<String> rootResets(String id) {
        return containers(id)
                .flatMap(container -> container.getEnv().stream())
                .filter(variable -> variable.getName().equals("SPARK_ROOT"))
                .map(EnvVar::getValue)
                .toList();
    }

    /** Of the pods that are not on their way out. */
    private Stream<Container> containers(String id) {
        return stack
                .cluster()
                .pods()
                .inNamespace(Stack.NAMESPACE)
                .withLabel("spark.dev/id", id)
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(pod -> pod.getSpec().getContainers().getFirst());
    }

    /** The uids, as the node sees them, of the files in its home whose names begin with {@code of-}. */
    private List<String> ownersOnTheNode(String id) {
        String volume = stack.cluster()
                .persistentVolumeClaims()
                .inNamespace(Stack.NAMESPACE)
                .withName(id)
                .get()
                .getSpec()
                .getVolumeName();
        Path home = Path.of(stack.cluster()
                        .persistentVolumes()
                        .withName(volume)
                        .get()
                        .getSpec()
                        .getHostPath()
                        .getPath())
                .resolve("home");
        return stack.onTheNode("find", home.toString(), "-maxdepth", "1", "-name", "of-*", "-printf", "%U %f\\n")
                .succeeded()
                .out()
                .lines()
                .toList();
    }
}
