package dev.spark.gateway.readmodel;

import dev.spark.events.SparkId;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.SparkView;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The sparks that a caller may see: a member its own, an admin all. One of somebody else is absent, exactly as one that does
 * not exist.
 */
@ApplicationScoped
public class SparkAccess {

    private static final int LONGEST = 64;

    private final Transactions transactions;
    private final PostgresSparks sparks;

    SparkAccess(Transactions transactions, PostgresSparks sparks) {
        this.transactions = transactions;
        this.sparks = sparks;
    }

    /** The spark of this name or id, unless it is purged. */
    public Uni<Optional<SparkView>> visibleTo(Caller caller, String nameOrId) {
        return transactions.read(session -> visibleTo(session, caller, nameOrId));
    }

    /** The same within a transaction. */
    public Uni<Optional<SparkView>> visibleTo(Mutiny.Session session, Caller caller, String nameOrId) {
        return everVisibleTo(session, caller, nameOrId).map(spark -> spark.filter(found -> !found.purged()));
    }

    /** By id also a purged one: its events stay readable. */
    public Uni<Optional<SparkView>> everVisibleTo(Mutiny.Session session, Caller caller, String nameOrId) {
        if (nameOrId.length() > LONGEST || nameOrId.indexOf('\0') >= 0) {
            return Uni.createFrom().item(Optional.empty());
        }
        if (SparkId.isId(nameOrId)) {
            return sparks.byId(session, nameOrId).map(spark -> spark.filter(found -> caller.mayTouch(found.owner())));
        }
        return sparks.byName(session, nameOrId, caller.isAdmin() ? Optional.empty() : Optional.of(caller.user()));
    }
}
