package dev.spark.events;

import java.util.Map;

/**
 * A message as Kafka carries it.
 *
 * @param key the spark's id
 * @param headers the CloudEvents attributes, texts in UTF-8
 * @param body JSON
 */
public record Encoded(String key, Map<String, String> headers, byte[] body) {}
