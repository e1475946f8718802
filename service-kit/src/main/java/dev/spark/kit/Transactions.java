package dev.spark.kit;

import dev.spark.kit.outbox.Relay;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Transactions on the service's own schema. Each has a session and a Vert.x context of its own, whoever asks for it: a
 * request, a consumer or a virtual thread. What it put into the outbox is published right after its commit.
 *
 * <p>Inside one there is no other I/O: never wait for Kafka, Kubernetes or another transaction in it.
 */
@ApplicationScoped
public class Transactions {

    private final Mutiny.SessionFactory sessions;
    private final Vertx vertx;
    private final Relay relay;

    Transactions(Mutiny.SessionFactory sessions, Vertx vertx, Relay relay) {
        this.sessions = sessions;
        this.vertx = vertx;
        this.relay = relay;
    }

    /** Commits what {@code work} did if it completes, rolls back if it fails. Lazy: runs once per subscription. */
    public <T> Uni<T> run(Function<Mutiny.Session, Uni<T>> work) {
        return onNewContext(vertx, () -> sessions.withTransaction(session -> work.apply(session)))
                .invoke(relay::wake);
    }

    /** Reads only; takes nothing to the outbox. */
    public <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> work) {
        return onNewContext(vertx, () -> sessions.withSession(work));
    }

    /** Runs reactive database work on a Vert.x context that nothing else uses: Hibernate Reactive keeps its session there. */
    public static <T> Uni<T> onNewContext(Vertx vertx, Supplier<Uni<? extends T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            VertxContextSafetyToggle.setContextSafe(context, true);
            context.runOnContext(
                    ignored -> Uni.createFrom().deferred(work).subscribe().with(emitter::complete, emitter::fail));
        });
    }
}
