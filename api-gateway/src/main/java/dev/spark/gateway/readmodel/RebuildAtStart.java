package dev.spark.gateway.readmodel;

import dev.spark.gateway.GatewayConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Rebuilds the read model at start, while serving, where the settings say so. */
@ApplicationScoped
class RebuildAtStart {

    private static final Logger LOG = Logger.getLogger(RebuildAtStart.class);

    private final Rebuild rebuild;
    private final GatewayConfig config;

    RebuildAtStart(Rebuild rebuild, GatewayConfig config) {
        this.rebuild = rebuild;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        if (config.rebuildAtStart()) {
            rebuild.run(true)
                    .subscribe()
                    .with(result -> {}, failure -> LOG.error("the read model could not be rebuilt", failure));
        }
    }
}
