package dev.spark.cli.command.account;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.ssh.OwnKey;
import dev.spark.cli.ssh.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark key add}. */
@Command(
        name = "add",
        description = "Adds a public key to your account.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark key add                              Spark's own key of this machine",
            "  spark key add ~/.ssh/id_ed25519.pub --name laptop",
            "  curl -s https://github.com/me.keys | spark key add -"
        })
final class KeyAdd implements Callable<Integer> {
    private static final int LARGEST = 64 * 1024;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A file *.pub, or - for standard input. Left out: Spark's own key, made if need be.")
    private @Nullable String file;

    @Option(names = "--name", paramLabel = "NAME", description = "What to call it. Usually the key's comment.")
    private @Nullable String name;

    @Mixin
    private Format format = new Format();

    private final Session session;

    KeyAdd(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        var key = file == null ? new OwnKey(session.surroundings()).orNew() : PublicKey.require(read(file));
        var answer = session.accountKeys().add(key, name);
        if (format.isJson()) {
            session.output().body(answer.body());
        } else {
            session.output().line("Added " + answer.json().path("fingerprint").asText(key.fingerprint()));
        }
        return 0;
    }

    private String read(String from) throws IOException {
        if (from.equals("-")) {
            return new String(session.surroundings().in().readNBytes(LARGEST), StandardCharsets.UTF_8);
        }
        var path = from.startsWith("~/") ? session.surroundings().home().resolve(from.substring(2)) : Path.of(from);
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw Failure.wrongUsage("the file " + path + " cannot be read", "Name a file *.pub that is there.");
        }
    }
}
