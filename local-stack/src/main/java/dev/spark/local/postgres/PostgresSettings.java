package dev.spark.local.postgres;

import dev.spark.local.SparkCache;
import java.nio.file.Path;

/**
 * What a server on this machine is started with.
 *
 * @param folder what belongs to this server: its data, its socket and its log
 * @param cache where the unpacked binaries are kept, shared by all servers of this machine
 * @param port the port at 127.0.0.1; 0 takes a free one
 * @param password of the superuser {@code postgres}; set when the data folder is made, and needed again ever after
 * @param durable whether a commit is on the disk when it returns; false is for tests only
 */
public record PostgresSettings(Path folder, Path cache, int port, String password, boolean durable) {

    public PostgresSettings {
        folder = folder.toAbsolutePath().normalize();
        cache = cache.toAbsolutePath().normalize();
    }

    /** A durable server with the binaries in this machine's cache of Spark's. */
    public static PostgresSettings of(Path folder, int port, String password) {
        return new PostgresSettings(folder, SparkCache.folder(), port, password, true);
    }

    /** The same, quicker, and broken after a power cut. */
    public PostgresSettings notDurable() {
        return new PostgresSettings(folder, cache, port, password, false);
    }

    /** The certificate of the CA that has signed the server's, in PEM. It is there when the server has started with TLS. */
    public Path rootCertificate() {
        return new ServerCertificate(certificates()).root();
    }

    Path certificates() {
        return folder.resolve("tls");
    }

    Path data() {
        return folder.resolve("data");
    }

    Path log() {
        return folder.resolve("postgres.log");
    }
}
