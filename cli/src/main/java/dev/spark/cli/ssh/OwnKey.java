package dev.spark.cli.ssh;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.settings.PrivateFile;
import dev.spark.cli.surroundings.Surroundings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Spark's own key on this machine, made by ssh-keygen when it is first needed. Its private half stays here. */
public final class OwnKey {
    private final Surroundings surroundings;
    private final SparkFiles files;

    public OwnKey(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.files = new SparkFiles(surroundings.configFolder());
    }

    /**
     * The public half, made first where there is none.
     *
     * @throws Failure if there is none and none can be made
     */
    public PublicKey orNew() {
        try {
            PrivateFile.createFolder(files.folder());
            var lock = files.folder().resolve("id_ed25519.lock");
            try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                var held = channel.lock();
                var key = Files.exists(files.key()) ? publicHalf() : make();
                held.release();
                return key;
            }
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    "Spark's own SSH key could not be made",
                    "Check that you may write to " + files.folder() + ", or add a key of yours: spark key add FILE",
                    e);
        }
    }

    private PublicKey publicHalf() throws IOException {
        if (!Files.exists(files.publicKey())) {
            var said = keygen("-y", "-f", files.key().toString());
            Files.writeString(files.publicKey(), said);
        }
        return PublicKey.require(Files.readString(files.publicKey()));
    }

    /** Made aside and moved, the public half first: a private key in place always works. */
    private PublicKey make() throws IOException {
        var aside = Files.createTempDirectory(files.folder(), ".new-key");
        try {
            var draft = aside.resolve("key");
            keygen("-q", "-t", "ed25519", "-N", "", "-C", "spark@" + machine(), "-f", draft.toString());
            move(aside.resolve("key.pub"), files.publicKey());
            move(draft, files.key());
            return PublicKey.require(Files.readString(files.publicKey()));
        } finally {
            Files.deleteIfExists(aside.resolve("key"));
            Files.deleteIfExists(aside.resolve("key.pub"));
            Files.delete(aside);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String keygen(String... arguments) throws IOException {
        var program = surroundings.programs().find("ssh-keygen").orElseThrow(OwnKey::noSsh);
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        var said = surroundings.programs().ask(command);
        if (said.exitCode() != 0) {
            throw new IOException("ssh-keygen: " + said.err());
        }
        return said.out();
    }

    private static Failure noSsh() {
        return new Failure(
                ExitCode.FAILED,
                "there is no `ssh-keygen` on this machine",
                "Install OpenSSH's client (Debian: apt install openssh-client).");
    }

    private String machine() {
        var name = surroundings.variable("HOSTNAME");
        try {
            return name != null
                    ? name
                    : Files.readString(Path.of("/etc/hostname")).strip();
        } catch (IOException e) {
            return "this-machine";
        }
    }
}
