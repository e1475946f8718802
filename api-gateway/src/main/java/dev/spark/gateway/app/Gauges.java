package dev.spark.gateway.app;

import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.kit.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** Shows how full the installation is. */
@ApplicationScoped
class Gauges {

    private final Transactions transactions;
    private final PostgresAdmission admission;
    private final AtomicInteger running;
    private final AtomicInteger total;
    private final AtomicInteger queued;

    Gauges(Transactions transactions, PostgresAdmission admission, MeterRegistry metrics) {
        this.transactions = transactions;
        this.admission = admission;
        this.running = metrics.gauge("spark.admission.running", new AtomicInteger());
        this.total = metrics.gauge("spark.admission.total", new AtomicInteger());
        this.queued = metrics.gauge("spark.admission.queued", new AtomicInteger());
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return transactions
                .read(admission::slots)
                .invoke(slots -> {
                    running.set(slots.running());
                    total.set(slots.total());
                    queued.set(slots.queued());
                })
                // Without a database the last numbers stay.
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
