package dev.spark.local.stack.state;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The stack's secrets: random, made when they are first asked for, each in a file that only its owner may read. */
public final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    public Secrets(Path folder) {
        this.folder = folder;
    }

    /** Of the superuser {@code postgres}. */
    public String postgresPassword() {
        return keptIn("postgres-password", Secrets::word);
    }

    /** Of the role that a service logs in as. */
    public String databasePassword(String service) {
        return keptIn("postgres-password-" + service, Secrets::word);
    }

    public Map<String, String> databasePasswords(Iterable<String> services) {
        return StreamSupport.stream(services.spliterator(), false)
                .collect(Collectors.toMap(Function.identity(), this::databasePassword));
    }

    /** What the command line shows to the gateway. */
    public String adminToken() {
        return keptIn("admin-token", () -> "spark_" + word());
    }

    /** What an operator shows to a service's own calls. */
    public String opsToken() {
        return keptIn("ops-token", Secrets::word);
    }

    /** What clients of the simulated cluster show to it. */
    public String simulatedClusterToken() {
        return keptIn("simulated-cluster-token", Secrets::word);
    }

    /** 32 bytes in base 64. */
    public String sealingKey() {
        return keptIn("sealing-key", () -> Base64.getEncoder().encodeToString(random(32)));
    }

    /** The same for all who ask, also where several ask for the first time at once. */
    private String keptIn(String name, Supplier<String> making) {
        var file = folder.resolve(name);
        return PrivateFile.read(file)
                .orElseGet(() -> {
                    PrivateFile.writeIfAbsent(file, making.get() + "\n");
                    return PrivateFile.read(file).orElseThrow();
                })
                .strip();
    }

    /** 256 bits in letters and digits. */
    private static String word() {
        var alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        return RANDOM.ints(43, 0, alphabet.length())
                .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
                .collect(Collectors.joining());
    }

    private static byte[] random(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }
}
