package dev.spark.kit.inbox;

import dev.spark.events.Envelope;
import dev.spark.events.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message that has not been acted on yet.
 *
 * @param topic where it came from
 * @param message null where its type is not known to this version
 * @param body its original JSON
 */
public record Received(
        String topic, Envelope envelope, @Nullable Message message, byte[] body) {}
