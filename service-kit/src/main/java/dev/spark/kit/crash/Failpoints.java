package dev.spark.kit.crash;

import dev.spark.kit.KitConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Named places before and after each outside effect. Where the settings name a folder and it has a file of the point's name,
 * passing the point takes the file away and kills the process, as {@code kill -9} would. Without the setting, nothing. A
 * point's name begins with its service's.
 */
@ApplicationScoped
public class Failpoints {

    private static final Logger LOG = Logger.getLogger(Failpoints.class);

    private final Optional<Path> folder;
    private final String service;

    Failpoints(KitConfig config) {
        this.service = config.service();
        this.folder = config.failpoints().filter(text -> !text.isBlank()).map(Path::of);
    }

    /** Passes a point of this service, given without the service's name, or does not survive it. */
    public void passOwn(String point) {
        pass(service + "." + point);
    }

    /** Passes the point, or does not survive it. */
    public void pass(String point) {
        if (folder.isEmpty()) {
            return;
        }
        try {
            if (Files.deleteIfExists(folder.get().resolve(point))) {
                LOG.warnf("failpoint %s: the process ends here", point);
                Runtime.getRuntime().halt(137);
            }
        } catch (IOException e) {
            LOG.errorf(e, "failpoint %s cannot be read", point);
        }
    }
}
