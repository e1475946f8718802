package dev.spark.gateway.connections;

import dev.spark.events.Activity.ConnectionsSeen;
import dev.spark.events.Encoded;
import dev.spark.events.MessageCodec;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.gateway.connections.Connections.Seen;
import dev.spark.kit.health.Broker;
import dev.spark.kit.outbox.Outbox;
import dev.spark.kit.outbox.Publisher;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Tells who is connected to which spark: as soon as a connection opens, so that its spark is not put to sleep meanwhile, and
 * then again and again. Not by the outbox: what is lost is said anew.
 */
@Startup
@Singleton
class ReportConnections {

    private static final Logger LOG = Logger.getLogger(ReportConnections.class);

    private final MessageCodec codec = new MessageCodec();
    private final String gateway = UUID.randomUUID().toString();
    private final Connections connections;
    private final Outbox outbox;
    private final Publisher publisher;
    private final Broker broker;
    private final Clock clock;
    private volatile Instant last;

    ReportConnections(Connections connections, Outbox outbox, Publisher publisher, Broker broker, Clock clock) {
        this.connections = connections;
        this.outbox = outbox;
        this.publisher = publisher;
        this.broker = broker;
        this.clock = clock;
        this.last = clock.instant();
        connections.whenOpened(
                spark -> connections.takeSeen(spark).ifPresent(seen -> tell(spark, seen, Duration.ZERO)));
    }

    @Scheduled(every = "${spark.gateway.connections.report:5s}", identity = "report-connections")
    void report() {
        Instant now = clock.instant();
        Duration over = Duration.between(last, now);
        last = now;
        connections.takeSeen().forEach((spark, seen) -> tell(spark, seen, over));
    }

    private void tell(SparkId spark, Seen seen, Duration over) {
        if (!broker.isReachable()) {
            return; // the next report may say it
        }
        var message = new ConnectionsSeen(spark, gateway, over, seen.open(), seen.commands(), seen.bytes());
        String id = UUID.randomUUID().toString();
        Encoded encoded = codec.encode(outbox.envelope(id, message, clock.instant(), null), message);
        publisher
                .send(Topics.ACTIVITY, encoded.key(), encoded.headers(), encoded.body())
                .subscribe()
                .with(done -> {}, failure -> LOG.debugf(failure, "a report about %s is lost", spark));
    }
}
