package dev.spark.lifecycle.app;

import dev.spark.events.Activity;
import dev.spark.events.SparkEvent;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What is due about each spark. Time is the database's, the same for all replicas. A change and what is told of it are one
 * transaction.
 */
public interface AgendaStore {

    /** Within the transaction of the event, which happened then. */
    Uni<Void> hear(Mutiny.Session session, SparkEvent event, Instant at);

    /** Within the transaction of the message. */
    Uni<Void> hear(Mutiny.Session session, Activity activity);

    /** Tells what is due about at most so many sparks, each of which one replica takes. Returns about how many it was. */
    Uni<Integer> tellDue(int atMost);
}
