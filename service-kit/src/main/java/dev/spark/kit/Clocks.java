package dev.spark.kit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** The clock of the process: UTC, and an argument wherever something is decided. */
@ApplicationScoped
class Clocks {

    @Produces
    @ApplicationScoped
    Clock utc(KitConfig config) {
        return Clock.offset(Clock.systemUTC(), config.clockSkew());
    }
}
