package dev.spark.cli.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.spark.cli.run.FakePrograms;
import dev.spark.cli.run.FakeTime;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.surroundings.Programs;
import dev.spark.cli.surroundings.Surroundings;
import dev.spark.cli.surroundings.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real ssh makes of our options together with a person's configuration that means other machines. */
class HostileConfigTest {
    private static final Path SSH = Path.of("/usr/bin/ssh");

    private static final String HOSTILE = """
            Host *
              User root
              Port 2200
              HostName elsewhere.example.org
              HostKeyAlias elsewhere
              ProxyJump bastion.example.org
              ProxyCommand nc %h %p
              ProxyUseFdpass yes
              RemoteCommand tmux new -A -s m
              RequestTTY force
              SessionType none
              StdinNull yes
              ForkAfterAuthentication yes
              ControlMaster auto
              ControlPath ~/.ssh/cm-%r@%h
              ControlPersist yes
              IdentitiesOnly no
              IdentityFile ~/.ssh/of-the-person
              PubkeyAuthentication no
              PreferredAuthentications password,hostbased
              StrictHostKeyChecking no
              UserKnownHostsFile /dev/null
              GlobalKnownHostsFile ~/.ssh/others
              KnownHostsCommand /bin/echo %H ssh-ed25519 AAAA
              UpdateHostKeys yes
              VerifyHostKeyDNS yes
              HashKnownHosts yes
              CASignatureAlgorithms rsa-sha2-512
              HostKeyAlgorithms ssh-rsa
              CanonicalizeHostname always
              ConnectTimeout 1
              ServerAliveInterval 1
              ServerAliveCountMax 1
              ForwardX11 yes
              ForwardAgent yes
              LogLevel VERBOSE
              SetEnv EDITOR=vim
            Match exec "test -n x"
              User matched
              Port 2201
            """;

    @TempDir
    Path home;

    Path hostile;
    final RealSsh programs = new RealSsh();
    final Spark spark = Spark.of(
            JsonNodeFactory.instance.objectNode().put("id", "s-7f3kq2m9ab").put("name", "demo"));

    @BeforeEach
    void writeIt() throws IOException {
        assumeTrue(Files.isExecutable(SSH), "there is no ssh here");
        hostile = Files.writeString(home.resolve("hostile"), HOSTILE);
    }

    /** The real ssh for {@code -G}; an agent of the test's. */
    private static final class RealSsh implements Programs {
        String agent = "";
        List<String> asked = List.of();

        @Override
        public Optional<Path> find(String name) {
            return Optional.of(Path.of("/usr/bin", name));
        }

        @Override
        public int run(List<String> command, Map<String, String> moreEnvironment) {
            throw new AssertionError(command);
        }

        @Override
        public Said ask(List<String> command) {
            if (command.contains("-L")) {
                asked = command;
                return new Said(0, agent, "");
            }
            return output(command);
        }

        static Said output(List<String> command) {
            try {
                var process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Said(process.waitFor(), said, "");
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Surroundings surroundings() {
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Surroundings(
                Map.of("HOME", home.toString(), "SPARK_LAUNCHER", "/opt/spark/spark"),
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                Terminal.none(),
                programs,
                new FakeTime(),
                action -> () -> {});
    }

    /** The options that count in the end. */
    private Map<String, String> inTheEnd(List<String> given, PublicKey... registered) {
        var words = new ArrayList<>(List.of("-F", hostile.toString()));
        words.addAll(given);
        var command = new ArrayList<>(
                new SshCommand(surroundings(), SSH, spark, List.of(registered)).ssh(SshArguments.of(words)));
        command.add(1, "-G");
        var said = RealSsh.output(command);
        assertThat(said.exitCode()).as(said.out()).isZero();
        return said.out()
                .lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> a + "\n" + b));
    }

    @Test
    void doesNotChangeWhatIsStarted() {
        var options = inTheEnd(List.of());

        assertThat(options)
                .containsEntry("user", "user")
                .containsEntry("hostname", "demo.spark")
                .containsEntry("port", "22")
                .containsEntry("hostkeyalgorithms", "ssh-ed25519-cert-v01@openssh.com,ssh-ed25519,ecdsa-sha2-nistp256")
                .containsEntry("hostkeyalias", "s-7f3kq2m9ab.spark")
                .containsEntry("proxycommand", "'/opt/spark/spark' tunnel --remember-host-key -- 's-7f3kq2m9ab'")
                .containsEntry("proxyusefdpass", "no")
                .containsEntry("requesttty", "auto")
                .containsEntry("sessiontype", "default")
                .containsEntry("stdinnull", "no")
                .containsEntry("forkafterauthentication", "no")
                .containsEntry("controlmaster", "false")
                .containsEntry("identitiesonly", "yes")
                .containsEntry("pubkeyauthentication", "true")
                .containsEntry("preferredauthentications", "publickey")
                .containsEntry("userknownhostsfile", home + "/.config/spark/known_hosts")
                .containsEntry("globalknownhostsfile", "/dev/null")
                .containsEntry("updatehostkeys", "false")
                .containsEntry("verifyhostkeydns", "false")
                .containsEntry("hashknownhosts", "no")
                .containsEntry("casignaturealgorithms", "ssh-ed25519")
                .containsEntry("canonicalizehostname", "false")
                .containsEntry("connecttimeout", "0")
                .containsEntry("serveraliveinterval", "15")
                .containsEntry("serveralivecountmax", "3")
                .containsEntry("forwardx11", "no")
                .doesNotContainKeys("remotecommand", "proxyjump", "controlpath", "knownhostscommand");
        assertThat(options).containsEntry("stricthostkeychecking", "true");
    }

    @Test
    void keepsWhatIsAMatterOfTaste() {
        assertThat(inTheEnd(List.of()))
                .containsEntry("loglevel", "VERBOSE")
                .containsEntry("forwardagent", "yes")
                .containsEntry("setenv", "EDITOR=vim")
                .hasEntrySatisfying("identityfile", keys -> assertThat(keys).endsWith("~/.ssh/of-the-person"));
    }

    @Test
    void letsTheCommandLineWin() {
        var options = inTheEnd(
                List.of("-oLogLevel=FATAL", "-o", "ServerAliveInterval=60", "-tt", "-R", "9222:localhost:9222", "ls"));

        assertThat(options)
                .containsEntry("loglevel", "FATAL")
                .containsEntry("serveraliveinterval", "60")
                .containsEntry("requesttty", "force")
                .containsEntry("remoteforward", "9222 [localhost]:9222");
    }

    @Test
    void hasSshSayWhatGoesWrongWhereNothingElseIsWished() throws IOException {
        Files.writeString(hostile, "");

        assertThat(inTheEnd(List.of())).containsEntry("loglevel", "INFO");
    }

    @Test
    void offersAKeyThatOnlyTheAgentHasByItsPublicHalf() throws IOException {
        var key = PublicKey.require(FakePrograms.PUBLIC_KEY);
        programs.agent = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl other\n"
                + FakePrograms.PUBLIC_KEY + "\n";

        var offered = inTheEnd(List.of(), key).get("identityfile").lines().toList();

        assertThat(offered).hasSize(2).last().isEqualTo("~/.ssh/of-the-person");
        assertThat(Path.of(offered.getFirst())).hasContent(FakePrograms.PUBLIC_KEY);
    }

    @Test
    void asksTheAgentThatThePersonsConfigurationNames() throws IOException {
        Files.writeString(hostile, "Host *\n  IdentityAgent " + home + "/.1password/agent.sock\n");

        inTheEnd(List.of());

        assertThat(programs.asked)
                .contains("SSH_AUTH_SOCK=" + home.resolve(".1password/agent.sock"))
                .endsWith("-L");
    }

    @Test
    void givesPlainSshTheSameMeaningOfTheName() {
        new SshConfig(surroundings()).install(null);

        var config = home.resolve("both");
        try {
            Files.writeString(config, Files.readString(home.resolve(".config/spark/ssh_config")) + "\n" + HOSTILE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        var said = RealSsh.output(List.of(SSH.toString(), "-G", "-F", config.toString(), "demo.spark"));

        assertThat(said.out().lines())
                .contains(
                        "hostname demo.spark",
                        "user user",
                        "port 22",
                        "identitiesonly yes",
                        "preferredauthentications publickey",
                        "connecttimeout 0",
                        "globalknownhostsfile /dev/null",
                        "loglevel VERBOSE")
                .anyMatch(line -> line.startsWith("proxycommand '/opt/spark/spark' tunnel "))
                .noneMatch(line -> line.startsWith("proxyjump"));
    }
}
