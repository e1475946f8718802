package dev.spark.events;

/** What a record on a topic turned out to be. */
public sealed interface Decoded {

    /** A message of ours. */
    record Readable(Envelope envelope, Message message) implements Decoded {}

    /** Well formed, but of a type that this version does not know: written by a newer one. */
    record FromTheFuture(Envelope envelope) implements Decoded {}

    /** Not a message of ours, or a broken one; {@code reason} holds nothing of its content. */
    record Unreadable(String reason) implements Decoded {}
}
