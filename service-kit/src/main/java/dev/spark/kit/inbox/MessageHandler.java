package dev.spark.kit.inbox;

import io.smallrye.mutiny.Uni;
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

    /** Whether messages of unknown types are handled too ({@link Received#message} is null), or go to the dead letters. */
    default boolean takesUnknownTypes() {
        return false;
    }

    /** Told after the transaction of one or more handled messages has committed: the place to start what they asked for. */
    default void committed() {}
}
