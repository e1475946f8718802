package dev.spark.cli.ssh;

import dev.spark.cli.sparks.Spark;
import dev.spark.cli.surroundings.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The options by which ssh and scp reach a spark. The gateway, with TLS and the token, has made sure whose machine it is; a
 * spark's host key is taken on first sight and remembered under the spark's id, so that a new spark with an old name is
 * not mistaken for an attack.
 */
public final class SshOptions {
    private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private SshOptions() {}

    /** As {@code -o} arguments, for one spark. */
    public static List<String> to(Spark spark, Surroundings surroundings) {
        var files = new SparkFiles(surroundings.configFolder());
        var options = new ArrayList<String>();
        options.add("ProxyCommand=" + ProxyCommand.to(Launcher.command(surroundings), spark.address()));
        options.add("HostKeyAlias=" + spark.address());
        options.add("UserKnownHostsFile=" + path(files.knownHosts()));
        options.addAll(same());
        identities(surroundings, files)
                .filter(Files::isRegularFile)
                .forEach(key -> options.add("IdentityFile=" + path(key)));
        return options.stream().flatMap(option -> Stream.of("-o", option)).toList();
    }

    /** As lines of a configuration file, for every host {@code NAME.spark}. */
    static List<String> toAnySpark(Surroundings surroundings) {
        var files = new SparkFiles(surroundings.configFolder());
        var lines = new ArrayList<String>();
        lines.add("ProxyCommand " + ProxyCommand.toAnyHost(Launcher.command(surroundings)));
        lines.add("User user");
        lines.add("UserKnownHostsFile " + path(files.knownHosts()));
        same().forEach(option -> lines.add(option.replaceFirst("=", " ")));
        identities(surroundings, files).forEach(key -> lines.add("IdentityFile " + path(key)));
        return lines;
    }

    private static List<String> same() {
        return List.of(
                "StrictHostKeyChecking=accept-new",
                "HashKnownHosts=no",
                "CheckHostIP=no",
                "UpdateHostKeys=no",
                "ServerAliveInterval=15",
                "LogLevel=ERROR");
    }

    /** Spark's own key and those ssh would use anyway: it forgets its defaults where one is named. */
    private static Stream<Path> identities(Surroundings surroundings, SparkFiles files) {
        var ssh = surroundings.home().resolve(".ssh");
        return Stream.concat(Stream.of(files.key()), USUAL_KEYS.stream().map(ssh::resolve));
    }

    /** In ssh's configuration a path is quoted for its spaces, and {@code %} begins a placeholder. */
    static String path(Path path) {
        return "\"" + path.toString().replace("%", "%%") + "\"";
    }
}
