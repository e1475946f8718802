package dev.spark.gateway.app;

import dev.spark.kit.ssh.HostAuthority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The authority over SSH host keys, by the sealing key. */
@ApplicationScoped
class SshAuthority {

    @Produces
    @Singleton
    HostAuthority hostAuthority(@ConfigProperty(name = "spark.sealing-key") String key) {
        return new HostAuthority(key);
    }
}
