package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.Exchange;
import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakePrograms;
import dev.spark.cli.run.FakeTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateTest {
    private static final String ID = "/v1/sparks/s-7f3kq2m9ab";

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on("GET", "/v1/ssh-keys", json(200, Bodies.ONE_KEY));
        gateway.on("POST", "/v1/sparks", json(202, Bodies.spark("creating")));
        gateway.on("GET", ID, json(200, Bodies.spark("running")));
        gateway.on("GET", ID + "/events", CreateTest::twoEvents);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    private static void twoEvents(Exchange exchange) throws IOException {
        var events = exchange.events();
        events.heartbeat();
        events.event(7, "spark.step-reached.v1", "{}");
        events.event(8, "spark.started.v1", "{}");
    }

    @Test
    void createsAndWaitsUntilItRuns() {
        gateway.on("GET", ID, json(200, Bodies.spark("creating")), json(200, Bodies.spark("running")));

        var result = cli.run("create", "demo");

        assertThat(result.out()).isEqualTo("demo is running after 0.0 s\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        var created = gateway.last("POST", "/v1/sparks");
        assertThat(created.json().path("name").asText()).isEqualTo("demo");
        assertThat(created.header("authorization")).isEqualTo("Bearer secret-token");
        assertThat(created.header("idempotency-key")).hasSizeGreaterThan(20);
    }

    @Test
    void storesNothingInPlaceOfWhatIsNotUtf8() {
        var result = cli.run("create", "demo", "--env", "GREETING=gr\udcfc");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("spark: what is given for “GREETING” is not UTF-8, and the API takes only that\n");
        assertThat(gateway.calls()).doesNotContain("POST /v1/sparks");
    }

    @Test
    void sendsWhatWasAskedFor() {
        cli.with("GITHUB_TOKEN", "ghp_1")
                .run(
                        "create",
                        "--template",
                        "api-go",
                        "--repo=https://example.org/r.git",
                        "--dotfiles=https://example.org/d.git",
                        "--size",
                        "cpu=2,memory=4Gi,storage=20Gi",
                        "--env",
                        "MODE=a=b",
                        "--env",
                        "GITHUB_TOKEN",
                        "--label",
                        "team=web",
                        "--ttl",
                        "7d",
                        "--idle",
                        "30m");

        assertThat(gateway.last("POST", "/v1/sparks").text()).isEqualTo("""
                        {"template":"api-go","repo":"https://example.org/r.git","dotfiles":"https://example.org/d.git","size":{"cpu":"2","memory":"4Gi","storage":"20Gi"},\
                        "env":{"MODE":"a=b","GITHUB_TOKEN":"ghp_1"},"labels":{"team":"web"},"ttl":"7d","idle_timeout":"30m"}""");
    }

    @Test
    void sendsWhereToLookInTheRepositoryAndWhoCommits() {
        cli.programs().gitHas("user.name", "Ada Lovelace");
        cli.programs().gitHas("user.email", "ada@example.org");

        cli.run("create", "--repo", "ada/engine", "--branch", "dev", "--depth", "1", "--git-email", "ada@work.example");

        assertThat(gateway.last("POST", "/v1/sparks").text()).contains("""
                        "repo":"ada/engine#dev","git":{"name":"Ada Lovelace","email":"ada@work.example","depth":1}""");
    }

    @Test
    void doesNotFailForWhatGitIsSetToHere() {
        cli.programs().gitHas("user.name", "A <b>");
        cli.programs().gitHas("user.email", "nobody");

        cli.run("create");

        assertThat(gateway.last("POST", "/v1/sparks").json().has("git")).isFalse();
    }

    @Test
    void takesABranchOfARepositoryOnly() {
        assertThat(cli.run("create", "--branch", "dev").err()).startsWith("spark: --branch is one of --repo\n");
        assertThat(cli.run("create", "--repo", "a/b#x", "--branch", "dev").exitCode())
                .isEqualTo(2);
        assertThat(gateway.calls()).isEmpty();
    }

    @Test
    void saysThatASetUpGoesOnAlsoOffATerminal() {
        var result = cli.run("create", "demo", "--repo", "ada/engine");

        assertThat(result.out()).isEqualTo("demo is running after 0.0 s\n");
        assertThat(result.err())
                .isEqualTo("  its set-up goes on: spark logs demo --setup -f; with --wait-setup it is waited for\n");
    }

    @Test
    void waitsForTheSetUpAndFailsWithIt() {
        var asked = new ArrayList<String>();
        gateway.on("GET", ID + "/exec", exchange -> {
            var socket = exchange.webSocket(Map.of());
            asked.add(socket.read().text());
            socket.channel(1, "cloning    failed   fatal: no\n");
            socket.text("{\"exit_code\":1}");
        });

        var result = cli.run("create", "demo", "--repo", "ada/engine", "--wait-setup");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).endsWith("cloning    failed   fatal: no\n");
        assertThat(result.err()).startsWith("spark: demo runs, but its set-up failed\n");
        assertThat(asked.getFirst()).contains("[\"sudo\",\"/usr/local/lib/spark/setup\",\"--wait\"]");
        gateway.on("GET", ID + "/exec", exchange -> {
            var socket = exchange.webSocket(Map.of());
            asked.add(socket.read().text());
            socket.text("{\"exit_code\":1}");
        });
        assertThat(cli.run("create", "demo", "--wait-setup", "-o", "json"))
                .isEqualTo(new Cli.Result(1, Bodies.spark("running"), ""));
        assertThat(asked.getLast()).contains("> /dev/null", "--wait");
        assertThat(cli.run("create", "demo", "--no-wait", "--wait-setup").exitCode())
                .isEqualTo(2);
    }

    @Test
    void forwardsTheAgentForARepositoryBySsh() {
        cli.with("SSH_AUTH_SOCK", "/run/agent").run("create", "demo", "--repo", "git@github.com:ada/private.git");

        assertThat(cli.programs().runs().getFirst())
                .contains("/usr/bin/ssh", "user@demo.spark", "-A")
                .endsWith("sudo /usr/local/lib/spark/setup --again --agent \"$SSH_AUTH_SOCK\"");

        cli.programs().exitWith(1);
        var failed = cli.run("create", "demo", "--repo", "ssh://git@github.com/ada/private.git");

        assertThat(failed.exitCode()).isZero();
        assertThat(failed.err()).startsWith("spark: demo runs, but its set-up failed\n");
    }

    @Test
    void forwardsNoAgentForAnyOtherRepository() {
        cli.with("SSH_AUTH_SOCK", "/run/agent")
                .run("create", "demo", "--repo", "https://ada@github.com/ada/engine.git");

        assertThat(cli.programs().runs()).isEmpty();
    }

    @Test
    void livesForGoodWhereItNeverExpires() {
        cli.run("create", "--ttl", "never", "--idle", "1h30m");

        assertThat(gateway.last("POST", "/v1/sparks").text())
                .doesNotContain("ttl")
                .contains("\"idle_timeout\":\"5400s\"");
    }

    @Test
    void namesTheOptionOfAFieldThatIsNotTaken() {
        gateway.on("POST", "/v1/sparks", json(400, """
                {"title":"The request is not valid","code":"invalid_request","field":"idle_timeout",\
                "detail":"idle_timeout: must be between 10s and 30d"}"""));

        var result = cli.run("create", "demo", "--idle=1s");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("spark: --idle 1s: must be between 10s and 30d\n       See: spark create --help\n");
    }

    @Test
    void doesNotSayAVariablesValueThatIsNotTaken() {
        gateway.on("POST", "/v1/sparks", json(400, """
                {"title":"The request is not valid","code":"invalid_request","field":"env.TOKEN",\
                "detail":"env.TOKEN: must have at most 10 bytes"}"""));

        assertThat(cli.run("create", "demo", "--env", "TOKEN=geheim").err())
                .startsWith("spark: --env TOKEN: must have at most 10 bytes\n")
                .doesNotContain("geheim");
    }

    @Test
    void tellsItsPlaceInTheQueueOffATerminal() {
        gateway.on("POST", "/v1/sparks", json(202, Bodies.spark("queued", ",\"queue_position\":2")));
        gateway.on(
                "GET",
                ID,
                json(200, Bodies.spark("queued", ",\"queue_position\":2")),
                json(200, Bodies.spark("queued", ",\"queue_position\":1")),
                json(200, Bodies.spark("queued", ",\"queue_position\":1")),
                json(200, Bodies.spark("creating")),
                json(200, Bodies.spark("running")));

        var result = cli.run("create", "demo");

        assertThat(result.err()).isEqualTo("""
                        demo waits for a free place, place 2 in the queue
                          all running places are taken: put another to sleep to make room, or raise the limit (spark quota)
                        demo waits for a free place, place 1 in the queue
                        demo has a place now, and is creating
                        """);
        assertThat(result.out()).startsWith("demo is running after");
    }

    @Test
    void waitsInTheQueueNoLongerThanTold() {
        gateway.on("POST", "/v1/sparks", json(202, Bodies.spark("queued", ",\"queue_position\":2")));
        gateway.on("GET", ID, json(200, Bodies.spark("queued", ",\"queue_position\":2")));

        var result = cli.run("create", "demo", "--timeout", "1m");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("spark: demo is still queued; the time to wait is over\n");
        assertThat(cli.run("create", "--help").out())
                .containsPattern("Left\\s+out:\\s+as\\s+long\\s+as\\s+it\\s+takes");
    }

    @Test
    void comesBackAtOnceWhenTold() {
        gateway.on("POST", "/v1/sparks", json(202, Bodies.spark("queued")));

        var result = cli.run("create", "demo", "--no-wait");

        assertThat(result.out()).isEqualTo("demo is queued\n");
        assertThat(gateway.calls()).containsExactly("GET /v1/ssh-keys", "POST /v1/sparks");
    }

    @Test
    void printsTheBodyItselfAsJson() {
        assertThat(cli.run("create", "demo", "--no-wait", "-o", "json").out()).isEqualTo(Bodies.spark("creating"));
        assertThat(cli.run("create", "demo", "-o", "json").out()).isEqualTo(Bodies.spark("running"));
    }

    @Test
    void showsTheStepsAsTheyPassOnATerminal() {
        gateway.on(
                "GET",
                ID,
                json(200, Bodies.spark("creating", Bodies.steps(Bodies.done("volume"), Bodies.underWay("pod_ready")))),
                json(200, Bodies.spark("running", Bodies.steps(Bodies.done("volume"), Bodies.done("pod_ready")))));

        var result = cli.with("NO_COLOR", "1")
                .on(new FakeTerminal(false, true, true))
                .run("create", "demo");

        assertThat(result.err().split("\r\u001b\\[K|\n"))
                .containsSubsequence("✓ volume  0.4 s", "  pod ready …", "✓ pod ready  0.4 s");
        assertThat(result.out()).isEqualTo("demo is running after 0.0 s\n  spark shell demo\n");
    }

    @Test
    void saysWhyItFailedAndWhatToDo() {
        gateway.on("GET", ID, json(200, Bodies.spark("failed", ",\"state_reason\":\"no node has room\"")));

        var result = cli.run("create", "demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("""
                        spark: demo failed: no node has room
                               `spark retry demo` tries again, `spark status demo` shows its steps.
                        """);
    }

    @Test
    void doesNotWaitLongerThanTheTimeout() {
        gateway.on("GET", ID, json(200, Bodies.spark("creating")));
        gateway.on("GET", ID + "/events", problem(500, "", "", ""));

        var result = cli.run("create", "demo", "--timeout", "5s");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("spark: demo is still creating; the time to wait is over\n");
        assertThat(cli.time().pauses()).contains(Duration.ofMillis(500));
    }

    @Test
    void looksForItselfWhereThereAreNoEvents() {
        gateway.on("GET", ID + "/events", problem(404, "not_found", "", ""));
        gateway.on("GET", ID, json(200, Bodies.spark("creating")), json(200, Bodies.spark("running")));

        assertThat(cli.run("create", "demo").exitCode()).isZero();
    }

    @Test
    void sendsTheSameKeyAgainWhenTheAnswerWasLost() {
        gateway.on(
                "POST",
                "/v1/sparks",
                FakeGateway.hangUp(),
                FakeGateway.unavailable("1"),
                json(202, Bodies.spark("running")));

        assertThat(cli.run("create", "demo").exitCode()).isZero();

        var keys = gateway.received().stream()
                .filter(request -> request.method().equals("POST"))
                .map(request -> request.header("idempotency-key"))
                .toList();
        assertThat(keys).hasSizeGreaterThanOrEqualTo(3);
        assertThat(keys).containsOnly(keys.getFirst());
    }

    @Test
    void registersThisMachinesKeyForAnAccountWithoutOne() throws IOException {
        gateway.on("GET", "/v1/ssh-keys", json(200, Bodies.NO_KEYS));
        gateway.on("POST", "/v1/ssh-keys", json(201, "{}"));

        cli.run("create", "demo");

        assertThat(gateway.last("POST", "/v1/ssh-keys")
                        .json()
                        .path("public_key")
                        .asText())
                .isEqualTo(FakePrograms.PUBLIC_KEY);
        var key = home.resolve(".config/spark/id_ed25519");
        assertThat(Files.readString(key)).isEqualTo("the private half");
        assertThat(key.resolveSibling("id_ed25519.pub")).exists();
    }

    @Test
    void createsAlsoWhereNoKeyCanBeMade() {
        gateway.on("GET", "/v1/ssh-keys", json(200, Bodies.NO_KEYS));
        cli.programs().without("ssh-keygen");

        assertThat(cli.run("create", "demo").exitCode()).isZero();
    }

    @Test
    void goesIntoItWhenTold() {
        cli.programs().exitWith(7);

        var result = cli.run("create", "demo", "--shell");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(cli.programs().runs().getFirst()).contains("/usr/bin/ssh", "user@demo.spark");
    }

    @Test
    void leavesTheSparkAloneOnCtrlC() {
        cli.run("create", "demo");

        assertThat(cli.interrupted()).hasSize(1);
    }

    @Test
    void refusesANameThatCannotBeOne() {
        for (var name : new String[] {"Demo", "a", "-x", "a_b", "x".repeat(41), "demo-"}) {
            assertThat(cli.run("create", "--", name).exitCode()).isEqualTo(2);
        }
        assertThat(gateway.calls()).isEmpty();
    }

    @Test
    void refusesASizeItDoesNotKnow() {
        var result = cli.run("create", "--size", "disk=1Gi");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("spark: --size knows no “disk”\n");
    }

    @Test
    void doesNotRepeatASecretInAnError() {
        var result = cli.run("create", "--env", "=hunter2");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).doesNotContain("hunter2");
    }

    @Test
    void passesOnThatTheQuotaIsUsedUp() {
        gateway.on(
                "POST",
                "/v1/sparks",
                exchange -> exchange.answer(
                        429,
                        "application/problem+json",
                        "{\"title\":\"Quota exceeded\",\"detail\":\"Delete a spark.\",\"code\":\"quota_exceeded\",\"limit\":50}"
                                .getBytes(),
                        Map.of()));

        var result = cli.run("create");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: Quota exceeded (limit 50)\n       Delete a spark.\n");
    }
}
