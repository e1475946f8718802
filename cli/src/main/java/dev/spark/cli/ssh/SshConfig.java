package dev.spark.cli.ssh;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.settings.PrivateFile;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.surroundings.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The person's ssh configuration, taught about {@code NAME.spark}: a file of Spark's own, and one line at the top of
 * {@code ~/.ssh/config} that includes it, between marks. Doing it again changes nothing; undoing it leaves the file as it was.
 *
 * <p>One pattern says how each of them is reached. A {@code Host} block per spark follows for editors, which list the hosts
 * that are named and know nothing of patterns.
 */
public final class SshConfig {
    private static final String BEGIN =
            "# >>> spark >>> (written by `spark config-ssh`, removed by `spark config-ssh --remove`)\n";
    private static final String BEGIN_MARK = "# >>> spark >>>";
    private static final String BLOCK = "Host ";
    private static final String END = "# <<< spark <<<\n";

    private final Surroundings surroundings;
    private final RegisteredKeys registeredKeys;
    private final Path sparkConfig;
    private final Path userConfig;

    public SshConfig(Surroundings surroundings) {
        this.surroundings = surroundings;
        var files = new SparkFiles(surroundings.configFolder());
        this.sparkConfig = files.sshConfig();
        this.registeredKeys = new RegisteredKeys(files);
        this.userConfig = surroundings.home().resolve(".ssh").resolve("config");
    }

    public Path userConfig() {
        return userConfig;
    }

    /** What is to be known of an account for its ssh configuration. */
    public record Account(List<PublicKey> keys, List<String> sparks) {
        /** @param sparks their names */
        public Account {
            keys = List.copyOf(keys);
            sparks = sparks.stream()
                    .filter(SparkName::isAddress)
                    .sorted()
                    .distinct()
                    .toList();
        }
    }

    /**
     * Returns whether anything had to be changed.
     *
     * @param account none where it is not known: what was known of it stays
     */
    public boolean install(@Nullable Account account) {
        try {
            var changed = update(account);
            var before = read(userConfig);
            return write(userConfig, include() + without(before)) || changed;
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** Whether {@code spark config-ssh} was run here. */
    public boolean isInstalled() {
        return Files.exists(sparkConfig);
    }

    /** Whether an editor finds the host in the list. */
    public boolean lists(String host) {
        try {
            return hosts(read(sparkConfig)).contains(host);
        } catch (IOException e) {
            return false;
        }
    }

    /** Brings Spark's own file up to date. */
    public boolean update(@Nullable Account account) throws IOException {
        if (account == null) {
            return write(sparkConfig, pattern(registeredKeys.known()) + blocks(hosts(read(sparkConfig))));
        }
        var hosts = account.sparks().stream().map(SparkName::host).toList();
        return write(sparkConfig, pattern(registeredKeys.files(account.keys())) + blocks(hosts));
    }

    /** Returns whether there was anything to undo. */
    public boolean remove() {
        try {
            var before = read(userConfig);
            var after = without(before);
            if (after.isEmpty() && !before.isEmpty() && !Files.isSymbolicLink(userConfig)) {
                Files.delete(userConfig);
            } else if (!before.equals(after)) {
                PrivateFile.replace(userConfig, after.getBytes(StandardCharsets.ISO_8859_1));
            }
            return Files.deleteIfExists(sparkConfig) || !before.equals(after);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private String include() {
        return bytewise(BEGIN + "Include \"" + sparkConfig + "\"\n" + END);
    }

    /**
     * The pattern leaves out names with a quote in them: the name goes to a shell, in quotes. ssh applies what it finds
     * first, and this is at the top.
     */
    private String pattern(List<Path> keys) {
        var content = new StringBuilder("# Written by `spark config-ssh`; changes are lost with its next run.\n");
        content.append("Host *.spark \"!*'*\"\n");
        SshOptions.toAnySpark(surroundings, keys)
                .forEach(line -> content.append("  ").append(line).append('\n'));
        return bytewise(content.toString());
    }

    private static String blocks(List<String> hosts) {
        var content = new StringBuilder();
        hosts.forEach(host -> content.append(BLOCK)
                .append(host)
                .append("\n  HostName ")
                .append(host)
                .append("\n  User user\n"));
        return content.toString();
    }

    private static List<String> hosts(String content) {
        return content.lines()
                .filter(line -> line.startsWith(BLOCK) && line.indexOf('*') < 0)
                .map(line -> line.substring(BLOCK.length()))
                .toList();
    }

    /** UTF-8 of ours, in the one-byte encoding that these files are handled in. */
    private static String bytewise(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String without(String content) {
        var begin = content.indexOf(BEGIN_MARK);
        var end = content.indexOf(END, Math.max(begin, 0));
        return begin < 0 || end < 0 ? content : content.substring(0, begin) + content.substring(end + END.length());
    }

    /** Byte for byte: a person's file may be in any encoding. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static boolean write(Path file, String content) throws IOException {
        if (content.equals(read(file))) {
            return false;
        }
        PrivateFile.replace(file, content.getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    private Failure notWritten(IOException e) {
        return new Failure(
                ExitCode.FAILED,
                "ssh's configuration could not be changed",
                "Check that you may write to " + userConfig + " and " + sparkConfig + ".",
                e);
    }
}
