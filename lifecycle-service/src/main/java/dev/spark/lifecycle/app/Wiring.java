package dev.spark.lifecycle.app;

import dev.spark.lifecycle.LifecycleConfig;
import dev.spark.lifecycle.domain.Evolution;
import dev.spark.lifecycle.domain.Limits;
import dev.spark.lifecycle.domain.agenda.Rules;
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

    @Produces
    @Singleton
    Rules rules(LifecycleConfig config) {
        LifecycleConfig.Idle idle = config.idle();
        return new Rules(
                idle.staleAfter(),
                idle.doneWithoutAfter(),
                idle.connections().enabled(),
                idle.connections().bytesPerMinute(),
                idle.connections().silentSession(),
                idle.exec().enabled(),
                idle.cpu().enabled(),
                idle.cpu().millis(),
                idle.network().enabled(),
                idle.network().bytesPerSecond(),
                idle.database().enabled(),
                idle.assessEvery(),
                config.expiry().warnings(),
                config.agenda().tellAgain(),
                config.agenda().longestPause());
    }
}
