package dev.spark.lifecycle.app;

import dev.spark.lifecycle.LifecycleConfig;
import dev.spark.lifecycle.domain.Evolution;
import dev.spark.lifecycle.domain.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes plain values of settings. */
@ApplicationScoped
class Wiring {

    @Produces
    @Singleton
    Evolution evolution(LifecycleConfig config) {
        LifecycleConfig.Limits limits = config.limits();
        return new Evolution(new Limits(
                limits.waking(),
                limits.resting(),
                limits.firstPause(),
                limits.longestPause(),
                limits.longestPauseUnreachable()));
    }
}
