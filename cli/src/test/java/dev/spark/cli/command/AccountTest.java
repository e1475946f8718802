package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.noContent;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakePrograms;
import dev.spark.cli.run.FakeTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {
    private static final String ME = "{\"user\":\"ada\",\"role\":\"admin\"}";

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;
    Path config;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        config = home.resolve(".config/spark/config.json");
        gateway.on("GET", "/v1/whoami", json(200, ME));
        gateway.on("GET", "/v1/ssh-keys", json(200, Bodies.ONE_KEY));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    private Cli loggedOut() {
        return cli.without("SPARK_URL").without("SPARK_TOKEN");
    }

    @Test
    void logsInAndKeepsTheTokenToItself() throws IOException {
        var result = loggedOut().reading("tok-123\n").run("login", gateway.url() + "/", "--token-stdin");

        assertThat(result.out()).isEqualTo("Logged in to " + gateway.url() + " as ada (admin)\n");
        assertThat(result.out() + result.err()).doesNotContain("tok-123");
        assertThat(gateway.last("GET", "/v1/whoami").header("authorization")).isEqualTo("Bearer tok-123");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");

        var next = new Cli(home).run("whoami");

        assertThat(next.out()).isEqualTo("ada (admin) at " + gateway.url() + "\n");
        assertThat(gateway.last("GET", "/v1/whoami").header("authorization")).isEqualTo("Bearer tok-123");
    }

    @Test
    void asksForTheTokenOnATerminalWithoutShowingIt() {
        var terminal = new FakeTerminal(true, true, true);

        var result = loggedOut()
                .on(terminal)
                .reading("tok-123\n")
                .run("login", gateway.url().toString());

        assertThat(result.exitCode()).isZero();
        assertThat(terminal.log()).containsExactly("silent", "restored");
    }

    @Test
    void doesNotSaveATokenThatIsNotAccepted() {
        gateway.on("GET", "/v1/whoami", problem(401, "unauthenticated", "No", ""));

        var result = loggedOut().reading("wrong").run("login", gateway.url().toString(), "--token-stdin");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(config).doesNotExist();
    }

    @Test
    void refusesATokenThatIsNone() {
        assertThat(loggedOut()
                        .reading("two words")
                        .run("login", gateway.url().toString(), "--token-stdin")
                        .exitCode())
                .isEqualTo(2);
        assertThat(loggedOut()
                        .reading("")
                        .run("login", gateway.url().toString())
                        .exitCode())
                .isEqualTo(2);
        assertThat(loggedOut()
                        .reading("tok")
                        .run("login", "ftp://x", "--token-stdin")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void showsASavedTokenToNoOtherGateway() throws IOException {
        Files.createDirectories(config.getParent());
        Files.writeString(config, "{\"url\":\"https://spark.example.org\",\"token\":\"tok-123\"}");

        cli.without("SPARK_TOKEN").run("whoami");

        assertThat(gateway.last("GET", "/v1/whoami").header("authorization")).isNull();
    }

    @Test
    void printsWhoYouAreAsJson() {
        assertThat(cli.run("whoami", "-o", "json").out()).isEqualTo(ME);
    }

    @Test
    void addsAPublicKey() throws IOException {
        gateway.on("POST", "/v1/ssh-keys", json(201, "{\"fingerprint\":\"SHA256:xyz\"}"));
        var file = Files.writeString(home.resolve("my.pub"), FakePrograms.PUBLIC_KEY + "\n");

        var result = cli.run("key", "add", file.toString(), "--name", "laptop");

        assertThat(result.out()).isEqualTo("Added SHA256:xyz\n");
        assertThat(gateway.last("POST", "/v1/ssh-keys").text())
                .isEqualTo("{\"name\":\"laptop\",\"public_key\":\"" + FakePrograms.PUBLIC_KEY + "\"}");
    }

    @Test
    void addsAKeyFromStandardInputAndItsOwn() {
        gateway.on("POST", "/v1/ssh-keys", json(201, "{}"));

        assertThat(cli.reading(FakePrograms.PUBLIC_KEY).run("key", "add", "-").exitCode())
                .isZero();
        assertThat(cli.run("key", "add").exitCode()).isZero();
        assertThat(home.resolve(".config/spark/id_ed25519")).exists();
    }

    @Test
    void neverSendsAPrivateKey() throws IOException {
        var file = Files.writeString(home.resolve("id"), "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n");

        var result = cli.run("key", "add", file.toString());

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("spark: that is a private key; it was not sent anywhere\n");
        assertThat(gateway.calls()).isEmpty();
    }

    @Test
    void listsKeys() {
        assertThat(cli.run("key", "list").out()).isEqualTo("""
                        NAME    FINGERPRINT  ADDED
                        laptop  SHA256:abc   2026-02-01T00:00:00Z
                        """);
        assertThat(cli.run("key", "list", "-o", "json").out()).isEqualTo(Bodies.ONE_KEY);
    }

    @Test
    void removesAKeyByItsFingerprint() {
        gateway.on("DELETE", "/v1/ssh-keys/SHA256%3Aa%2Fb%2Bc", noContent());

        assertThat(cli.run("key", "remove", "SHA256:a/b+c").out()).isEqualTo("Removed SHA256:a/b+c\n");
    }

    @Test
    void saysThatThereIsNoSuchKey() {
        var result = cli.run("key", "remove", "nope");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).startsWith("spark: there is no key “nope” in your account\n");
    }

    @Test
    void printsANewTokenAlone() {
        gateway.on("POST", "/v1/tokens", json(201, "{\"id\":\"t1\",\"name\":\"ci\",\"token\":\"spark_abc\"}"));

        var result = cli.on(new FakeTerminal(false, false, true))
                .run("token", "create", "ci", "--user", "bo", "--role", "user", "--expires", "30d");

        assertThat(result.out()).isEqualTo("spark_abc\n");
        assertThat(result.err()).contains("It is not shown again");
        assertThat(gateway.last("POST", "/v1/tokens").text())
                .isEqualTo("{\"name\":\"ci\",\"user\":\"bo\",\"role\":\"user\",\"expires_in\":\"30d\"}");
    }

    @Test
    void listsAndRevokesTokens() {
        var tokens = """
                {"items":[{"id":"t1","name":"ci","user":"ada","role":"user","created_at":"2026-01-01T00:00:00Z",\
                "expires_at":null}],"next_cursor":null}""";
        gateway.on("GET", "/v1/tokens", json(200, tokens)).on("DELETE", "/v1/tokens/t1", noContent());

        assertThat(cli.run("token", "list").out()).isEqualTo("""
                        ID  NAME  USER  ROLE  CREATED               EXPIRES
                        t1  ci    ada   user  2026-01-01T00:00:00Z
                        """);
        assertThat(cli.run("token", "list", "-o", "json").out()).isEqualTo(tokens);
        assertThat(cli.run("token", "revoke", "t1").out()).isEqualTo("Revoked t1\n");
    }

    @Test
    void showsAndSetsTheQuota() {
        var quota = "{\"running\":{\"limit\":10,\"used\":3},\"total\":{\"limit\":50,\"used\":7},\"queued\":1}";
        gateway.on("GET", "/v1/quota", json(200, quota)).on("PUT", "/v1/quota", json(200, quota));

        assertThat(cli.run("quota").out()).isEqualTo("""
                                 USED  LIMIT
                        running  3     10
                        in all   7     50
                        queued   1
                        """);
        assertThat(cli.run("quota", "-o", "json").out()).isEqualTo(quota);
        assertThat(cli.run("quota", "set", "--running", "20").exitCode()).isZero();
        assertThat(gateway.last("PUT", "/v1/quota").text()).isEqualTo("{\"running\":20,\"total\":50}");
        assertThat(cli.run("quota", "set").exitCode()).isEqualTo(2);
        assertThat(cli.run("quota", "set", "--total", "-1").exitCode()).isEqualTo(2);
    }

    @Test
    void passesOnThatOneMayNot() {
        gateway.on("GET", "/v1/tokens", problem(403, "forbidden", "Only admins may", "Ask one."));

        var result = cli.run("token", "list");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: Only admins may\n       Ask one.\n");
    }
}
