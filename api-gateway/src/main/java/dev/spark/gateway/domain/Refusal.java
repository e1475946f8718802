package dev.spark.gateway.domain;

/** Why a call was not granted. */
public sealed interface Refusal {

    /** There is none, or it is somebody else's: never told apart. */
    record NotFound(String kind) implements Refusal {}

    record NameTaken(String name) implements Refusal {}

    /** The installation is full. */
    record QuotaExceeded(int limit) implements Refusal {}

    /** A part of the request is not what it may be. */
    record Invalid(String field, String rule) implements Refusal {}

    /** The body is longer than any that makes sense. */
    record TooLarge() implements Refusal {}

    /** An Idempotency-Key was used for another request before. */
    record KeyReused() implements Refusal {}

    /** It cannot be done to what is there, as it is now. */
    record Conflict(String detail) implements Refusal {}

    record Unauthenticated() implements Refusal {}

    record Forbidden(String detail) implements Refusal {}

    /** A part of the installation does not answer. */
    record Unavailable(String part) implements Refusal {}
}
