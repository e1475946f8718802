package dev.spark.gateway.app;

import dev.spark.events.Activity.ActivityAssessed;
import dev.spark.events.Message;
import dev.spark.events.Topics;
import dev.spark.gateway.readmodel.PostgresActivity;
import dev.spark.gateway.readmodel.PostgresActivity.Assessed;
import dev.spark.kit.inbox.MessageHandler;
import dev.spark.kit.inbox.Received;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Keeps what the lifecycle service concludes about who uses which spark. What it concludes from is not for us. */
@ApplicationScoped
class HandleActivity implements MessageHandler {

    private final PostgresActivity activity;

    HandleActivity(PostgresActivity activity) {
        this.activity = activity;
    }

    @Override
    public Set<String> topics() {
        return Set.of(Topics.ACTIVITY);
    }

    @Override
    public boolean takesUnknownTypes() {
        return true;
    }

    @Override
    public boolean concerns(Message message) {
        return message instanceof ActivityAssessed;
    }

    @Override
    public boolean inBatches() {
        return true;
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Received received) {
        return handleAll(session, List.of(received));
    }

    @Override
    public Uni<Void> handleAll(Mutiny.Session session, List<Received> batch) {
        var latest = new LinkedHashMap<String, Assessed>();
        for (Received received : batch) {
            if (received.message() instanceof ActivityAssessed assessment) {
                latest.put(
                        received.envelope().subject(),
                        new Assessed(received.envelope().time(), assessment));
            }
        }
        return activity.save(session, latest.values());
    }
}
