package dev.spark.gateway.connections;

import dev.spark.events.SparkId;
import dev.spark.gateway.auth.Caller;

/**
 * Somebody who may connect to a running spark.
 *
 * @param authorization the header it showed, to be checked again while it is connected
 */
public record Admitted(Caller caller, SparkId spark, String name, String authorization) {

    @Override
    public String toString() {
        return caller.user() + " to " + spark;
    }
}
