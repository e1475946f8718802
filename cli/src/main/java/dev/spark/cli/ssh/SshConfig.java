package dev.spark.cli.ssh;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.settings.PrivateFile;
import dev.spark.cli.surroundings.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The person's ssh configuration, taught about {@code NAME.spark}: a file of Spark's own, and one line at the top of
 * {@code ~/.ssh/config} that includes it, between marks. Doing it again changes nothing; undoing it leaves the file as it was.
 */
public final class SshConfig {
    private static final String BEGIN =
            "# >>> spark >>> (written by `spark config-ssh`, removed by `spark config-ssh --remove`)\n";
    private static final String BEGIN_MARK = "# >>> spark >>>";
    private static final String END = "# <<< spark <<<\n";

    private final Surroundings surroundings;
    private final Path sparkConfig;
    private final Path userConfig;

    public SshConfig(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.sparkConfig = new SparkFiles(surroundings.configFolder()).sshConfig();
        this.userConfig = surroundings.home().resolve(".ssh").resolve("config");
    }

    public Path userConfig() {
        return userConfig;
    }

    /**
     * Returns whether anything had to be changed.
     *
     * @param registered the account's keys
     */
    public boolean install(List<PublicKey> registered) {
        try {
            var changed = write(sparkConfig, sparkContent(registered));
            var before = read(userConfig);
            return write(userConfig, include() + without(before)) || changed;
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** Returns whether there was anything to undo. */
    public boolean remove() {
        try {
            var before = read(userConfig);
            var after = without(before);
            if (!before.equals(after)) {
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
    private String sparkContent(List<PublicKey> registered) {
        var content = new StringBuilder("# Written by `spark config-ssh`; changes are lost with its next run.\n");
        content.append("Host *.spark \"!*'*\"\n");
        new SshOptions(surroundings, registered)
                .toAnySpark()
                .forEach(line -> content.append("  ").append(line).append('\n'));
        return bytewise(content.toString());
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
