package dev.spark.gateway.connections;

import dev.spark.events.SparkId;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.Proof;

/**
 * Somebody who may connect to a running spark.
 *
 * @param proof what it showed, to be checked again while it is connected
 */
public record Admitted(Caller caller, SparkId spark, String name, Proof proof) {

    @Override
    public String toString() {
        return caller.user() + " to " + spark;
    }
}
