package dev.spark.events;

/** Asks the one service that reads its topic to change what is wanted of a spark. Accepted before it is sent: it cannot be refused. */
public sealed interface Command extends Message permits ProvisioningCommand, LifecycleCommand {

    /** The user who asked. */
    String requestedBy();
}
