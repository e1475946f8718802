package dev.spark.provisioner.app;

import dev.spark.kit.Sealing;
import dev.spark.kit.ssh.HostAuthority;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Evolution;
import dev.spark.provisioner.domain.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes plain values of settings. */
@ApplicationScoped
class Wiring {

    @Produces
    @Singleton
    Sealing sealing(@ConfigProperty(name = "spark.sealing-key") String key) {
        return new Sealing(key);
    }

    @Produces
    @Singleton
    HostAuthority hostAuthority(@ConfigProperty(name = "spark.sealing-key") String key) {
        return new HostAuthority(key);
    }

    @Produces
    @Singleton
    Evolution evolution(ProvisionerConfig config) {
        ProvisionerConfig.Limits limits = config.limits();
        return new Evolution(new Limits(
                limits.building(),
                limits.recovering(),
                limits.removing(),
                limits.firstPause(),
                limits.longestPause(),
                limits.longestPauseUnreachable()));
    }
}
