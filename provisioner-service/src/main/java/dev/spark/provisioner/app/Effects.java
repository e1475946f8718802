package dev.spark.provisioner.app;

import dev.spark.kit.crash.Failpoints;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** Goes through with an effect: between its failpoints, and measured. */
@ApplicationScoped
public class Effects {

    private final Failpoints failpoints;
    private final MeterRegistry metrics;

    Effects(Failpoints failpoints, MeterRegistry metrics) {
        this.failpoints = failpoints;
        this.metrics = metrics;
    }

    public <T> T perform(Effect effect, Supplier<T> work) {
        failpoints.pass(effect.before());
        Timer.Sample sample = Timer.start(metrics);
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } finally {
            sample.stop(metrics.timer(
                    "spark.provisioner.effect", "effect", effect.label(), "outcome", done ? "done" : "failed"));
            if (done) {
                failpoints.pass(effect.after());
            }
        }
    }

    public void perform(Effect effect, Runnable work) {
        perform(effect, () -> {
            work.run();
            return effect;
        });
    }
}
