package dev.spark.kit.outbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A message that was promised and is not yet published. */
@Entity
@Table(name = "outbox")
@SuppressWarnings("NullAway.Init")
class OutboxMessage {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long seq;

    @Column(name = "message_id")
    String messageId;

    String topic;

    String key;

    String headers;

    byte[] body;

    protected OutboxMessage() {}

    OutboxMessage(String messageId, String topic, String key, String headers, byte[] body) {
        this.messageId = messageId;
        this.topic = topic;
        this.key = key;
        this.headers = headers;
        this.body = body;
    }
}
