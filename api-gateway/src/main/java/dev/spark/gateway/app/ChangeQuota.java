package dev.spark.gateway.app;

import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.domain.Slots;
import dev.spark.kit.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Sets the limits of the installation. Lower ones evict nobody; higher ones let the queue move at once. */
@ApplicationScoped
public class ChangeQuota {

    private final Writes writes;
    private final PostgresAdmission admission;
    private final AdmitWaiting admitWaiting;

    ChangeQuota(Writes writes, PostgresAdmission admission, AdmitWaiting admitWaiting) {
        this.writes = writes;
        this.admission = admission;
        this.admitWaiting = admitWaiting;
    }

    public Uni<Slots> change(int running, int total) {
        String traceparent = Traces.current();
        return writes.run(recording -> admission
                .limit(recording.session(), running, total)
                .invoke(() -> recording.slots(recording.slots().limitedTo(running, total)))
                .chain(() -> admitWaiting.admit(recording, null, traceparent))
                .replaceWith(recording::slots));
    }
}
