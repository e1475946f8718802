package dev.spark.kit.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A message that keeps failing, or that waits behind one that does. */
@Entity
@Table(name = "parked")
@SuppressWarnings("NullAway.Init")
class ParkedMessage {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long seq;

    @Column(name = "spark_id")
    String sparkId;

    @Column(name = "message_id")
    String messageId;

    String topic;

    String headers;

    byte[] body;

    String reason;

    int attempts;

    @Column(name = "next_attempt_at")
    Instant nextAttemptAt;

    protected ParkedMessage() {}

    ParkedMessage(
            String sparkId,
            String messageId,
            String topic,
            String headers,
            byte[] body,
            String reason,
            Instant nextAttemptAt) {
        this.sparkId = sparkId;
        this.messageId = messageId;
        this.topic = topic;
        this.headers = headers;
        this.body = body;
        this.reason = reason;
        this.nextAttemptAt = nextAttemptAt;
    }
}
