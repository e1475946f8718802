package dev.spark.local.stack.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process that is to run as long as the stack does. */
public interface Child {

    String name();

    /** Blocks until that which it needs for its first start is there. Fails when that has failed. */
    default void awaitTurn() throws Exception {}

    /** What comes before each start, and the command to start with. */
    List<String> prepare() throws Exception;

    Map<String, String> environment();

    /** Blocks until it does its work; interrupted when the process ends. Called after each start. Returns what to tell. */
    String awaitReady() throws Exception;

    /** How long the first start may take until the stack is said to have failed. */
    default Duration patience() {
        return Duration.ofMinutes(5);
    }
}
