package dev.spark.gateway.domain;

/** Why a call was not granted. */
public sealed interface Refusal {

    /** There is none, or it is somebody else's: never told apart. */
    record NotFound(String kind) implements Refusal {}

    /** {@code advice} says what to do about it. */
    record NameTaken(String name, String advice) implements Refusal {

        public static NameTaken forNew(String name) {
            return new NameTaken(name, "Choose another name, or leave it out to get one.");
        }

        public static NameTaken forUndeleted(String name) {
            return new NameTaken(name, "Delete that one first, then undelete this one by its id.");
        }
    }

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

    /** Connections do not wake it. {@code detail} says what does. */
    record Stopped(String detail) implements Refusal {

        public static Stopped of(String name) {
            return new Stopped("It is stopped, and no connection starts it: `spark wake " + name + "` does.");
        }

        /** Asleep, and by its wake policy woken by nothing else. */
        public static Stopped byPolicy(String name) {
            return new Stopped("It sleeps, and its wake policy lets no connection of this kind wake it: `spark wake "
                    + name + "` does.");
        }
    }

    record Unauthenticated() implements Refusal {}

    record Forbidden(String detail) implements Refusal {}

    /** A part of the installation does not answer. */
    record Unavailable(String part) implements Refusal {}
}
