package dev.spark.provisioner.domain;

import dev.spark.events.ProvisioningCommand;
import dev.spark.events.ProvisioningCommand.AuthorizeKeys;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.ProvisioningCommand.DeleteSpark;
import dev.spark.events.ProvisioningCommand.ResetRoot;
import dev.spark.events.ProvisioningCommand.RetrySpark;
import java.util.List;

/** Decides what a command changes, given where the spark stands. */
public final class Decider {

    private Decider() {}

    /** @param image what sparks are made of at the moment */
    public static Decision decide(SparkState state, ProvisioningCommand command, String image) {
        return switch (command) {
            case CreateSpark create -> create(state, create, image);
            case RetrySpark retry -> retry(state);
            case ResetRoot reset -> resetRoot(state);
            case AuthorizeKeys authorize -> authorize(state, authorize.authorizedKeys());
            case DeleteSpark delete -> delete(state);
        };
    }

    private static Decision create(SparkState state, CreateSpark create, String image) {
        return switch (state) {
            case SparkState.Unknown unknown ->
                accepted(new Change.BuildOrdered(new Order(
                        create.spec(), image, create.sealedEnv(), create.authorizedKeys(), create.requestedBy(), 0)));
            case SparkState.Building building -> new Decision.Unchanged();
            case SparkState.Complete complete -> new Decision.Unchanged();
            case SparkState.Failed failed -> new Decision.Unchanged();
            case SparkState.Removing removing -> new Decision.Unchanged();
            case SparkState.Purged purged -> new Decision.Unchanged();
        };
    }

    private static Decision retry(SparkState state) {
        return switch (state) {
            case SparkState.Failed failed -> accepted(new Change.RetryOrdered());
            case SparkState.Unknown unknown -> new Decision.Unchanged();
            case SparkState.Building building -> new Decision.Unchanged();
            case SparkState.Complete complete -> new Decision.Unchanged();
            case SparkState.Removing removing -> new Decision.Unchanged();
            case SparkState.Purged purged -> new Decision.Unchanged();
        };
    }

    private static Decision resetRoot(SparkState state) {
        return switch (state) {
            case SparkState.Building building -> accepted(new Change.RootResetOrdered());
            case SparkState.Complete complete -> accepted(new Change.RootResetOrdered());
            case SparkState.Failed failed -> accepted(new Change.RootResetOrdered());
            case SparkState.Unknown unknown -> new Decision.Unchanged();
            case SparkState.Removing removing -> new Decision.Unchanged();
            case SparkState.Purged purged -> new Decision.Unchanged();
        };
    }

    private static Decision authorize(SparkState state, List<String> keys) {
        return switch (state) {
            case SparkState.Building building -> replace(building.order(), keys);
            case SparkState.Complete complete -> replace(complete.order(), keys);
            case SparkState.Failed failed -> replace(failed.order(), keys);
            case SparkState.Unknown unknown -> new Decision.Unchanged();
            case SparkState.Removing removing -> new Decision.Unchanged();
            case SparkState.Purged purged -> new Decision.Unchanged();
        };
    }

    private static Decision replace(Order order, List<String> keys) {
        return order.authorizedKeys().equals(keys) ? new Decision.Unchanged() : accepted(new Change.KeysReplaced(keys));
    }

    /** Also of an unknown spark: its create may be on its way, and must find the tombstone. */
    private static Decision delete(SparkState state) {
        return switch (state) {
            case SparkState.Unknown unknown -> accepted(new Change.RemovalOrdered());
            case SparkState.Building building -> accepted(new Change.RemovalOrdered());
            case SparkState.Complete complete -> accepted(new Change.RemovalOrdered());
            case SparkState.Failed failed -> accepted(new Change.RemovalOrdered());
            case SparkState.Removing removing -> new Decision.Unchanged();
            case SparkState.Purged purged -> new Decision.Unchanged();
        };
    }

    private static Decision accepted(Change change) {
        return new Decision.Accepted(List.of(change));
    }
}
