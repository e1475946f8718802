package dev.spark.cli.ssh;

import dev.spark.cli.settings.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The account's public keys as files, one each. With {@code IdentitiesOnly} ssh offers a key of the agent only if an
 * {@code IdentityFile} names its public half, and that is enough: the private half may be nowhere but in the agent.
 */
final class RegisteredKeys {
    /** ssh takes a hundred identities, and the person has some of their own. */
    private static final int MOST = 50;

    private final Path folder;

    RegisteredKeys(SparkFiles files) {
        this.folder = files.registeredKeys();
    }

    /** The files of those that were written before. */
    List<Path> known() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".pub"))
                    .sorted()
                    .limit(MOST)
                    .toList();
        }
    }

    /** Writes those that are not there yet, and returns their files; one that cannot be written is left out. */
    List<Path> files(List<PublicKey> keys) {
        var files = new ArrayList<Path>();
        for (var key : keys.stream().distinct().limit(MOST).toList()) {
            var file = folder.resolve(key.fileName());
            try {
                if (!Files.exists(file)) {
                    PrivateFile.replace(file, key.bytes());
                }
                files.add(file);
            } catch (IOException e) {
                // Then this key is not offered.
            }
        }
        return files;
    }
}
