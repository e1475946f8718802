package dev.spark.cli.ssh;

import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.surroundings.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The options by which ssh and scp reach a spark. They come after what the person gives on the command line, which wins, and
 * before the person's configuration files, whose settings for every host are not meant for a spark: another port, another
 * way there, a command to run. What is only a matter of taste, such as the log level, is left to those files.
 */
public final class SshOptions {
    /** The identities that ssh tries of itself. */
    static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa");

    private final Surroundings surroundings;
    private final SparkFiles files;
    private final List<PublicKey> registered;

    /** @param registered the account's keys */
    public SshOptions(Surroundings surroundings, List<PublicKey> registered) {
        this.surroundings = surroundings;
        this.files = new SparkFiles(surroundings.configFolder());
        this.registered = registered;
    }

    /**
     * As {@code -o} arguments for one spark.
     *
     * @param ssh the program whose configuration counts, also where it is scp that is started
     * @param given what the person gives to ssh
     */
    public List<String> to(Spark spark, Path ssh, SshArguments given) {
        var options = new ArrayList<String>();
        options.add("ProxyCommand=" + ProxyCommand.to(Launcher.command(surroundings), spark.address()));
        options.add("HostKeyAlias=" + SparkName.host(spark.address()));
        options.add("UserKnownHostsFile=" + path(files.knownHosts()));
        options.addAll(always());
        options.addAll(List.of("ControlMaster=no", "ControlPath=none", "RequestTTY=auto"));
        var base = arguments(options);
        var effective = EffectiveConfig.of(
                surroundings,
                ssh,
                Stream.of(given.configuring(), base, List.of("user@" + SparkName.host(spark.name())))
                        .flatMap(List::stream)
                        .toList());
        var more = new ArrayList<>(effective.corrections());
        identities(effective).forEach(key -> more.add("IdentityFile=" + path(key)));
        return Stream.concat(base.stream(), arguments(more).stream()).toList();
    }

    /**
     * As lines of a configuration file, for every host {@code NAME.spark}.
     *
     * @param accountKeys files of public keys whose private half may be in the agent
     */
    static List<String> toAnySpark(Surroundings surroundings, List<Path> accountKeys) {
        var files = new SparkFiles(surroundings.configFolder());
        var lines = new ArrayList<String>();
        lines.add("ProxyCommand " + ProxyCommand.toAnyHost(Launcher.command(surroundings)));
        lines.add("User user");
        lines.add("UserKnownHostsFile " + path(files.knownHosts()));
        always().forEach(option -> lines.add(option.replaceFirst("=", " ")));
        Stream.concat(usualKeys(surroundings, files), accountKeys.stream())
                .forEach(key -> lines.add("IdentityFile " + path(key)));
        return lines;
    }

    /** Every version of ssh that is in use knows these. */
    private static List<String> always() {
        return List.of(
                "StrictHostKeyChecking=yes",
                "GlobalKnownHostsFile=/dev/null",
                "HashKnownHosts=no",
                "CheckHostIP=no",
                "UpdateHostKeys=no",
                "VerifyHostKeyDNS=no",
                "CanonicalizeHostname=no",
                "HostName=%h",
                "HostKeyAlgorithms=ssh-ed25519-cert-v01@openssh.com,ssh-ed25519,ecdsa-sha2-nistp256",
                "Port=22",
                "ProxyUseFdpass=no",
                "PubkeyAuthentication=yes",
                "PreferredAuthentications=publickey",
                "IdentitiesOnly=yes",
                "ForwardX11=no",
                "ConnectTimeout=0", // a spark that sleeps takes its time to answer
                "ServerAliveInterval=15",
                "ServerAliveCountMax=3");
    }

    private static List<String> arguments(List<String> options) {
        return options.stream().flatMap(option -> Stream.of("-o", option)).toList();
    }

    /** The key files of this machine, and those of the account's keys that the agent holds. */
    private Stream<Path> identities(EffectiveConfig effective) {
        var held = AgentKeys.of(surroundings, effective.identityAgent(surroundings));
        var inAgent = registered.stream()
                .filter(key -> held.stream().anyMatch(key::isSame))
                .toList();
        return Stream.concat(
                usualKeys(surroundings, files).filter(Files::isRegularFile),
                new RegisteredKeys(files).files(inAgent).stream());
    }

    /** Spark's own key and those ssh would use anyway: it forgets its defaults where one is named. */
    private static Stream<Path> usualKeys(Surroundings surroundings, SparkFiles files) {
        var ssh = surroundings.home().resolve(".ssh");
        return Stream.concat(Stream.of(files.key()), USUAL_KEYS.stream().map(ssh::resolve));
    }

    /** In ssh's configuration a path is quoted for its spaces, and {@code %} begins a placeholder. */
    static String path(Path path) {
        return "\"" + path.toString().replace("%", "%%") + "\"";
    }
}
