package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
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

    @TempDir
    Path home;

    Path config;
    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        gateway.on("GET", "/v1/ssh-keys", json(200, Bodies.ONE_KEY));
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
                        "stricthostkeychecking accept-new",
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
