package dev.spark.local.stack.cluster;

import dev.spark.local.stack.state.PrivateFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * The services' kubeconfigs, which outlive a restart of the stack: the services need not wait for the cluster then.
 *
 * @param folder one file per service
 */
public record Kubeconfigs(Path folder) {

    private static final Duration TOO_SHORT = Duration.ofHours(1);

    /** Whether all of them are there and hold for a while. */
    public boolean areValid(Collection<String> services, Instant now) {
        return services.stream().allMatch(service -> Files.exists(folder.resolve(service)))
                && PrivateFile.read(expiry())
                        .map(text -> Instant.parse(text.strip()))
                        .filter(expires -> now.plus(TOO_SHORT).isBefore(expires))
                        .isPresent();
    }

    public void expireAt(Instant expires) {
        PrivateFile.write(expiry(), expires + "\n");
    }

    /** Where there are no accounts: all do with the administrator's. */
    public void shareAdmin(Path admin, Collection<String> services) {
        var content = PrivateFile.read(admin).orElseThrow();
        services.forEach(service -> PrivateFile.write(folder.resolve(service), content));
    }

    private Path expiry() {
        return folder.resolve("expire-at");
    }
}
