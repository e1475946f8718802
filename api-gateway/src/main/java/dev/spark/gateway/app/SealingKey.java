package dev.spark.gateway.app;

import dev.spark.kit.Sealing;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The sealing of environments; without a usable key the gateway does not start. */
@Startup
@ApplicationScoped
class SealingKey {

    private final Sealing sealing;

    SealingKey(@ConfigProperty(name = "spark.sealing-key") String key) {
        this.sealing = new Sealing(key);
    }

    Sealing get() {
        return sealing;
    }
}
