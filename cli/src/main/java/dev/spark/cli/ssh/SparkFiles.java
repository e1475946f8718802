package dev.spark.cli.ssh;

import java.nio.file.Path;

/** Where in Spark's configuration folder ssh's files are. */
public record SparkFiles(Path folder) {
    /** Spark's own private key; the public one has {@code .pub} after it. */
    public Path key() {
        return folder.resolve("id_ed25519");
    }

    public Path publicKey() {
        return folder.resolve("id_ed25519.pub");
    }

    /** The public keys of the account, one file each. */
    public Path registeredKeys() {
        return folder.resolve("account-keys");
    }

    public Path knownHosts() {
        return folder.resolve("known_hosts");
    }

    /** What {@code spark config-ssh} writes, and the person's own configuration includes. */
    public Path sshConfig() {
        return folder.resolve("ssh_config");
    }
}
