package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What nobody uses sleeps and what is used does not; what has expired or is deleted can be had back for a while, and then is
 * gone; plain ssh wakes. Idle timeouts, times to live and the trash are scaled down, by {@link Stack} and by each spark.
 */
@Order(100)
class LifeST {

    private static final Duration UP = Duration.ofMinutes(3);
    private static final Duration SLEEPS_WITHIN = Duration.ofMinutes(4);
    private static final Map<String, String> SMALL = Map.of("cpu", "500m", "memory", "256Mi", "storage", "1Gi");
    private static final String SSH = "ssh -F \"$HOME/.ssh/config\" ";

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @AfterAll
    static void deleteAll() {
        Stack.running().admin().deleteAll(UP);
    }

    @Test
    void putsToSleepWhatNobodyUsesAndNothingElse() {
        stack.spark("config-ssh").succeeded();
        List<String> used = List.of("building", "querying", "held");
        List<String> unused = List.of("nobody", "forgotten", "serving");
        var ids = new HashMap<String, String>();
        for (String name : List.of("building", "querying", "held", "nobody", "forgotten", "serving")) {
            ids.put(name, create(name, Map.of("idle_timeout", "40s")));
        }
        ids.values().forEach(id -> admin.awaitState(id, "running", UP));
        inBackground("building", "while :; do :; done");
        inBackground("querying", "psql \"$DATABASE_URL\" -c \"select pg_sleep(900)\"");
        inBackground("serving", "python3 -m http.server 8000");
        assertThat(admin.post("/v1/sparks/held/holds", Map.of("for", "1h", "reason", "a demonstration"))
                        .status())
                .isEqualTo(201);
        stack.shell("nohup " + SSH + "-N forgotten.spark > /dev/null 2>&1 & echo $!")
                .succeeded();

        for (String name : unused) {
            admin.awaitState(name, "asleep", SLEEPS_WITHIN);
            JsonNode why = admin.get("/v1/sparks/" + name + "/activity").body();
            assertThat(why.path("decision").asText()).contains("nobody has used it for 40s");
            assertThat(why.path("signals").findValuesAsText("level")).hasSize(5).containsOnly("quiet");
            assertThat(admin.eventsOf(ids.get(name), "spark.found-idle.v1")).isPositive();
            assertThat(stack.spark("why", name).succeeded().out()).contains("nobody has used it for 40s");
        }
        // They began with those that sleep now.
        for (String name : used) {
            assertThat(admin.get("/v1/sparks/" + name).body().path("state").asText())
                    .as(name)
                    .isEqualTo("running");
            assertThat(admin.eventsOf(ids.get(name), "spark.sleep-requested.v1"))
                    .as(name)
                    .isZero();
        }
        assertThat(verdict("building")).isEqualTo("active");
        assertThat(verdict("querying")).isEqualTo("active");
        assertThat(verdict("held")).isEqualTo("held");

        assertThat(admin.delete("/v1/sparks/held/holds/hold").status()).isEqualTo(204);
        admin.awaitState("held", "asleep", SLEEPS_WITHIN);
        admin.deleteAll(UP);
    }

    @Test
    @Tag("soak")
    void takesWhatIsNotKnownForUsed() {
        String id = create("unseen", Map.of("idle_timeout", "40s"));
        admin.awaitState(id, "running", UP);
        await().atMost(UP).until(() -> verdict("unseen").equals("idle"));
        // Who listens, and who has open what was asked before.
        String pid = stack.component("pid", "kubelet-at-host").succeeded().out().strip();
        stack.shell("kill -STOP " + pid + "; pkill -KILL -P " + pid).succeeded();
        try {
            await().atMost(UP).until(() -> verdict("unseen").equals("unknown"));
            pass(Duration.ofSeconds(60));
            assertThat(admin.get("/v1/sparks/unseen").body().path("state").asText())
                    .isEqualTo("running");
            assertThat(stack.spark("why", "unseen").succeeded().out()).contains("counts as used");
        } finally {
            stack.component("kill", "kubelet-at-host", "CONT").succeeded();
        }
        admin.awaitState(id, "asleep", SLEEPS_WITHIN);
        purge(id);
    }

    @Test
    void expiresAfterAWarningAndComesBackWithAllItHad() {
        String id = create("brief", Map.of("ttl", "90s"));
        admin.awaitState(id, "running", UP);
        stack.spark(
                        "exec",
                        "brief",
                        "--",
                        "sh",
                        "-c",
                        "echo kept > ~/file; psql \"$DATABASE_URL\" -qc 'create table mine (n int)'")
                .succeeded();
        await().atMost(UP).until(() -> admin.eventsOf(id, "spark.expiring.v1") == 1);
        Instant before = Instant.parse(
                admin.get("/v1/sparks/brief").body().path("expires_at").asText());
        stack.spark("extend", "brief", "--ttl", "90s").succeeded();
        assertThat(Instant.parse(
                        admin.get("/v1/sparks/brief").body().path("expires_at").asText()))
                .isAfter(before);

        admin.awaitState(id, "trashed", UP);
        assertThat(admin.eventsOf(id, "spark.expiring.v1")).isEqualTo(2);
        assertThat(stack.objectsOf(id)).noneMatch(object -> object.startsWith("Pod/"));
        assertThat(stack.databasesOf(id)).hasSize(2);
        // Its name is free.
        String other = create("brief", Map.of());
        purge(other);

        stack.spark("undelete", id).succeeded();
        admin.awaitState(id, "asleep", UP);
        assertThat(stack.spark(
                                "shell",
                                "brief",
                                "--",
                                "cat ~/file && psql \"$DATABASE_URL\" -Atc 'select count(*) from mine'")
                        .succeeded()
                        .out()
                        .lines())
                .containsExactly("kept", "0");

        stack.spark("delete", "brief").succeeded();
        admin.awaitState(id, "trashed", UP);
        admin.awaitGone(id, UP); // the trash is emptied
        isGone(id);
    }

    @Test
    void wakesForPlainSshThroughTheJumpHost() {
        stack.spark("config-ssh").succeeded();
        String id = create("jumper", Map.of());
        admin.awaitState(id, "running", UP);
        stack.spark("sleep", "jumper").succeeded();
        String config = jumpConfig();

        assertThat(stack.shell("ssh -F " + config + " -J jump user@jumper 'echo woken; hostname -s'")
                        .succeeded()
                        .out())
                .contains("woken", "jumper");
        stack.spark("sleep", "jumper").succeeded();
        stack.shell("head -c 300000 /dev/urandom > big && scp -q -F " + config
                        + " -J jump big user@jumper:big && scp -q -F " + config
                        + " -J jump user@jumper:big back && cmp big back")
                .succeeded();
        assertThat(stack.shell("ssh -F " + config + " -J jump user@no-such-spark true")
                        .err())
                .contains("open failed");

        stack.spark("stop", "jumper").succeeded();
        Command refused = stack.shell("ssh -F " + config + " -J jump user@jumper true");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("spark wake jumper");
        assertThat(stack.objectsOf(id)).noneMatch(object -> object.startsWith("Pod/"));
        purge(id);
    }

    @Test
    void wakesForATcpClientOnItsService() {
        String id = create("served", Map.of());
        String neighbour = create("neighbour", Map.of());
        List.of(id, neighbour).forEach(each -> admin.awaitState(each, "running", UP));
        String address = stack.cluster()
                .services()
                .inNamespace(Stack.NAMESPACE)
                .withLabel("spark.dev/id", id)
                .list()
                .getItems()
                .getFirst()
                .getSpec()
                .getClusterIP();
        String banner = "exec 3<>/dev/tcp/" + address + "/22; timeout 90 head -c 7 <&3";
        assertThat(inside("neighbour", banner)).isEqualTo("SSH-2.0");

        stack.spark("sleep", "served").succeeded();
        await("its service leads to the activator")
                .atMost(UP)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(inside("neighbour", banner)).isEqualTo("SSH-2.0"));
        admin.awaitState(id, "running", UP);
        assertThat(admin.eventsOf(id, "spark.wake-requested.v1")).isEqualTo(1);
        // And then the gateway is out of the way.
        await().atMost(UP)
                .untilAsserted(() -> assertThat(stack.slicesOf(id)).noneMatch(name -> name.endsWith("-activator")));
        assertThat(inside("neighbour", banner)).isEqualTo("SSH-2.0");

        stack.spark("stop", "served").succeeded();
        assertThat(stack.spark("exec", "neighbour", "--", "bash", "-c", banner).exitCode())
                .isNotZero();
        assertThat(admin.get("/v1/sparks/" + id).body().path("state").asText()).isEqualTo("stopped");
        List.of(id, neighbour).forEach(this::purge);
    }

    private String inside(String name, String script) {
        return stack.spark("exec", name, "--", "bash", "-c", script).succeeded().out();
    }

    /** The client's own settings: its key, and where the jump host is. */
    private String jumpConfig() {
        String identity = Pattern.compile("IdentityFile\\s+(.+)")
                .matcher(stack.shell("ssh -G -F \"$HOME/.ssh/config\" any.spark | sed s/^identityfile/IdentityFile/")
                        .succeeded()
                        .out())
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
        stack.shell("cat > jump_config <<'END'\nHost *\n  " + identity
                        + "\n  IdentitiesOnly yes\n  StrictHostKeyChecking no\n"
                        + "  UserKnownHostsFile /dev/null\nHost jump\n  HostName 127.0.0.1\n  Port "
                        + stack.port("jump") + "\nEND\n")
                .succeeded();
        return "jump_config";
    }

    private String create(String name, Map<String, ?> wishes) {
        var body = new HashMap<String, Object>(wishes);
        body.put("name", name);
        body.put("size", SMALL);
        Gateway.Answer answer = admin.post("/v1/sparks", body);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        return answer.body().path("id").asText();
    }

    /** Something that goes on in the spark when nobody is connected any more. */
    private void inBackground(String name, String script) {
        stack.spark("exec", name, "--", "sh", "-c", "setsid nohup sh -c '" + script + "' > /dev/null 2>&1 & sleep 1")
                .succeeded();
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    private String verdict(String name) {
        return admin.get("/v1/sparks/" + name + "/activity")
                .body()
                .path("verdict")
                .asText();
    }

    private void purge(String id) {
        assertThat(admin.purge(id).status()).isEqualTo(202);
        admin.awaitGone(id, UP);
        isGone(id);
    }

    private void isGone(String id) {
        assertThat(stack.objectsOf(id)).isEmpty();
        assertThat(stack.databasesOf(id)).isEmpty();
    }
}
