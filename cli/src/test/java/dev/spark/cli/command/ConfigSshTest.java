package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakePrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSshTest {
    private static final byte[] PERSONS = "# caf\u00e9\nHost work\n  User me\n".getBytes(StandardCharsets.ISO_8859_1);

    private static final String KEYS =
            "{\"items\":[{\"fingerprint\":\"SHA256:abc\",\"name\":\"laptop\",\"public_key\":\""
                    + FakePrograms.PUBLIC_KEY + "\"}],\"next_cursor\":null}";

    @TempDir
    Path home;

    Path config;
    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        gateway.on("GET", "/v1/ssh-keys", json(200, KEYS));
        gateway.on("GET", "/v1/sparks", json(200, Bodies.page("null", Bodies.spark("running"))));
        cli = new Cli(home).at(gateway);
        config = home.resolve(".ssh/config");
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    private void personHasConfig() throws IOException {
        Files.createDirectories(config.getParent());
        Files.write(config, PERSONS);
    }

    @Test
    void addsOneIncludeAtTheTopAndIsDoneWithThat() throws IOException {
        personHasConfig();

        assertThat(cli.run("config-ssh").exitCode()).isZero();
        var once = Files.readAllBytes(config);
        assertThat(cli.run("config-ssh").out()).isEqualTo("ssh NAME.spark is set up already\n");

        assertThat(Files.readAllBytes(config)).isEqualTo(once);
        assertThat(Files.readString(config, StandardCharsets.ISO_8859_1).lines())
                .hasSize(6)
                .contains("Include \"" + home + "/.config/spark/ssh_config\"")
                .first()
                .asString()
                .startsWith("# >>> spark >>>");
    }

    @Test
    void leavesEveryByteAsItWasAfterRemoving() throws IOException {
        personHasConfig();
        cli.run("config-ssh");

        assertThat(cli.run("config-ssh", "--remove").exitCode()).isZero();

        assertThat(Files.readAllBytes(config)).isEqualTo(PERSONS);
        assertThat(home.resolve(".config/spark/ssh_config")).doesNotExist();
        assertThat(cli.run("config-ssh", "--remove").out()).isEqualTo("There was nothing to remove\n");
    }

    @Test
    void makesAPrivateFileWhereThereWasNone() throws IOException {
        cli.run("config-ssh");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void writesThroughALink() throws IOException {
        var real = Files.write(home.resolve("dotfiles-config"), PERSONS);
        Files.createDirectories(config.getParent());
        Files.createSymbolicLink(config, real);

        cli.run("config-ssh");

        assertThat(Files.isSymbolicLink(config)).isTrue();
        assertThat(Files.readString(real, StandardCharsets.ISO_8859_1)).startsWith("# >>> spark >>>");
    }

    @Test
    void leavesNoFileWhereThereWasNone() {
        cli.run("config-ssh");

        cli.run("config-ssh", "--remove");

        assertThat(config).doesNotExist();
    }

    private String sparkConfig() throws IOException {
        return Files.readString(home.resolve(".config/spark/ssh_config"));
    }

    @Test
    void namesEachSparkForEditors() throws IOException {
        gateway.on(
                "GET",
                "/v1/sparks",
                json(
                        200,
                        Bodies.page(
                                "null",
                                Bodies.spark("running"),
                                Bodies.spark("trashed").replace("demo", "trash"),
                                Bodies.spark("asleep").replace("\"demo\"", "\"x\\n  ProxyCommand evil\""),
                                Bodies.spark("asleep").replace("demo", "other"))));

        cli.run("config-ssh");

        assertThat(sparkConfig().lines().filter(line -> line.startsWith("Host ")))
                .containsExactly("Host *.spark \"!*'*\"", "Host demo.spark", "Host other.spark");
        assertThat(sparkConfig()).doesNotContain("evil");
    }

    @Test
    void keepsTheListCurrent() throws IOException {
        cli.run("config-ssh");
        gateway.on(
                "GET",
                "/v1/sparks",
                json(200, Bodies.page("null", Bodies.spark("running").replace("demo", "new"))));

        cli.run("list");

        assertThat(sparkConfig()).contains("Host new.spark").doesNotContain("Host demo.spark");
        gateway.on("GET", "/v1/sparks", json(200, Bodies.page("null")));
        gateway.on("POST", "/v1/sparks", json(202, Bodies.spark("requested")));

        cli.run("create", "--no-wait");

        assertThat(sparkConfig()).doesNotContain("Host new.spark").contains("Host *.spark");
    }

    @Test
    void saysWhatThoseNeedWhoUseTheJumpHostAlone() {
        var line = "@cert-authority *.spark,[127.0.0.1]:2222 ssh-ed25519 AAAA";
        gateway.on(
                "GET",
                "/v1/ssh-authority",
                json(200, "{\"public_key\":\"" + FakePrograms.PUBLIC_KEY + "\",\"known_hosts\":[\"" + line + "\"]}"));

        assertThat(cli.run("config-ssh").out().lines()).endsWith("  " + line);
        assertThat(home.resolve(".config/spark/known_hosts"))
                .content()
                .startsWith("@cert-authority *.spark ssh-ed25519 ");
    }

    @Test
    void keepsNoListWithoutConfigSsh() {
        cli.run("list");

        assertThat(home.resolve(".config/spark/ssh_config")).doesNotExist();
        assertThat(gateway.calls()).hasSize(1);
    }

    @Test
    void keepsWhatItKnewWhileTheGatewayIsAway() throws IOException {
        cli.run("config-ssh");
        var before = sparkConfig();

        cli.without("SPARK_URL").run("config-ssh");

        assertThat(sparkConfig()).isEqualTo(before).contains("Host demo.spark", "account-keys");
    }

    @Test
    void worksWithoutAGateway() {
        assertThat(cli.without("SPARK_URL").run("config-ssh").exitCode()).isZero();
        assertThat(config).exists();
    }

    /** Asks the real ssh what it would do. */
    private String whatSshMakesOf(String host) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh")), "there is no ssh here");
        var ssh = new ProcessBuilder(
                        "/usr/bin/ssh",
                        "-G",
                        "-F",
                        home.resolve(".config/spark/ssh_config").toString(),
                        "--",
                        host)
                .redirectErrorStream(true)
                .start();
        var said = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        ssh.waitFor();
        return said;
    }

    @Test
    void isUnderstoodByTheRealSsh() throws IOException, InterruptedException {
        cli.with("SPARK_LAUNCHER", "/opt/it's mine/spark").run("config-ssh");

        var said = whatSshMakesOf("demo.spark");

        assertThat(said.lines())
                .contains(
                        "proxycommand '/opt/it'\\''s mine/spark' tunnel --remember-host-key -- '%h'",
                        "user user",
                        "stricthostkeychecking true",
                        "userknownhostsfile " + home + "/.config/spark/known_hosts",
                        "identityfile " + home + "/.config/spark/id_ed25519",
                        "identityfile " + home + "/.ssh/id_rsa",
                        "serveraliveinterval 15");
    }

    @Test
    void doesNotTouchOtherHostsNorNamesThatCouldLeaveTheQuotes() throws IOException, InterruptedException {
        cli.run("config-ssh");

        assertThat(whatSshMakesOf("work.example.org")).doesNotContain("proxycommand");
        assertThat(whatSshMakesOf("x'y.spark")).doesNotContain("proxycommand");
        assertThat(whatSshMakesOf("xy.spark")).contains("proxycommand");
    }
}
