package dev.spark.kit.inbox;

import dev.spark.events.Message;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Acts on the messages of some topics. A service has one bean of it for each topic in {@code spark.inbox.topics}. */
public interface MessageHandler {

    Set<String> topics();

    /**
     * Acts on one message, in the session's transaction, which also records that it was acted on. Called in the order of the
     * topic, one at a time. Only the database is touched here. If it fails, all of it is rolled back and tried again; a
     * message that keeps failing is parked with what follows about its spark.
     */
    Uni<Void> handle(Mutiny.Session session, Received received);

    /**
     * Whether {@link #handleAll} is given what comes together, in place of one {@link #handle} after the other: for a handler
     * that needs the same few statements for many messages as for one.
     */
    default boolean inBatches() {
        return false;
    }

    /** The same as {@link #handle} for messages that follow each other. */
    default Uni<Void> handleAll(Mutiny.Session session, List<Received> batch) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Received received : batch) {
            all = all.chain(() -> handle(session, received));
        }
        return all;
    }

    /** Whether a message is acted on at all: what is not leaves no trace here. */
    default boolean concerns(Message message) {
        return true;
    }

    /** Whether messages of unknown types are handled too ({@link Received#message} is null), or go to the dead letters. */
    default boolean takesUnknownTypes() {
        return false;
    }

    /** Told after the transaction of one or more handled messages has committed: the place to start what they asked for. */
    default void committed() {}
}
