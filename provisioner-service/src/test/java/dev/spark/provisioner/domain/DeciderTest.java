package dev.spark.provisioner.domain;

import static dev.spark.provisioner.Sparks.ID;
import static dev.spark.provisioner.Sparks.KEY;
import static dev.spark.provisioner.Sparks.NOW;
import static dev.spark.provisioner.Sparks.order;
import static dev.spark.provisioner.Sparks.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.ProvisioningCommand;
import dev.spark.events.ProvisioningCommand.AuthorizeKeys;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.ProvisioningCommand.DeleteSpark;
import dev.spark.events.ProvisioningCommand.ResetRoot;
import dev.spark.events.ProvisioningCommand.RetrySpark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeciderTest {

    private static final String IMAGE = "spark.local/spark:dev";
    private static final Attempt ATTEMPT = Attempt.of(1, NOW, Duration.ofMinutes(10));

    private final SparkState unknown = new SparkState.Unknown();
    private final SparkState building = new SparkState.Building(order(), ATTEMPT, Map.of(), Map.of());
    private final SparkState complete =
            new SparkState.Complete(order(), ATTEMPT, Map.of(), Presence.RUNNING, NOW, "uid/0");
    private final SparkState failed = new SparkState.Failed(order(), 1, Map.of(), Step.DATABASE, "no");
    private final SparkState removing = new SparkState.Removing(ATTEMPT, Map.of(), Set.of());
    private final SparkState purged = new SparkState.Purged();

    private final ProvisioningCommand create = new CreateSpark(ID, spec(), "sealed", List.of(KEY), "ada");

    @Test
    void ordersTheBuildingOfAnUnknownSpark() {
        assertThat(decide(unknown, create)).isEqualTo(accepted(new Change.BuildOrdered(order())));
    }

    @Test
    void staysQuietWhenASparkIsCreatedAgain() {
        assertThat(List.of(building, complete, failed, removing))
                .allSatisfy(state -> assertThat(decide(state, create)).isEqualTo(new Decision.Unchanged()));
    }

    @Test
    void createsNothingAfterATombstone() {
        assertThat(decide(purged, create)).isEqualTo(new Decision.Unchanged());
    }

    @Test
    void retriesWhatHasFailed() {
        assertThat(decide(failed, new RetrySpark(ID, "ada"))).isEqualTo(accepted(new Change.RetryOrdered()));
    }

    @Test
    void staysQuietWhenNothingHasFailed() {
        assertThat(List.of(unknown, building, complete, removing, purged))
                .allSatisfy(state ->
                        assertThat(decide(state, new RetrySpark(ID, "ada"))).isEqualTo(new Decision.Unchanged()));
    }

    @Test
    void replacesTheKeysOfASparkThatIsWanted() {
        assertThat(List.of(building, complete, failed))
                .allSatisfy(state -> assertThat(decide(state, new AuthorizeKeys(ID, List.of("other"), "ada")))
                        .isEqualTo(accepted(new Change.KeysReplaced(List.of("other")))));
    }

    @Test
    void staysQuietWhenTheKeysAreTheSame() {
        assertThat(decide(complete, new AuthorizeKeys(ID, List.of(KEY), "ada"))).isEqualTo(new Decision.Unchanged());
    }

    @Test
    void resetsTheRootOfASparkThatIsWanted() {
        assertThat(List.of(building, complete, failed))
                .allSatisfy(state -> assertThat(decide(state, new ResetRoot(ID, "ada")))
                        .isEqualTo(accepted(new Change.RootResetOrdered())));
        assertThat(List.of(unknown, removing, purged))
                .allSatisfy(state ->
                        assertThat(decide(state, new ResetRoot(ID, "ada"))).isEqualTo(new Decision.Unchanged()));
    }

    @Test
    void letsNobodyIntoASparkThatIsNotWanted() {
        assertThat(List.of(unknown, removing, purged))
                .allSatisfy(state -> assertThat(decide(state, new AuthorizeKeys(ID, List.of("other"), "ada")))
                        .isEqualTo(new Decision.Unchanged()));
    }

    @Test
    void removesASparkFromEveryState() {
        assertThat(List.of(building, complete, failed))
                .allSatisfy(state -> assertThat(decide(state, new DeleteSpark(ID, "ada")))
                        .isEqualTo(accepted(new Change.RemovalOrdered())));
    }

    @Test
    void removesWhatNobodyHasSpokenOfYet() {
        assertThat(decide(unknown, new DeleteSpark(ID, "ada"))).isEqualTo(accepted(new Change.RemovalOrdered()));
    }

    @Test
    void staysQuietWhenItIsRemovedAlready() {
        assertThat(List.of(removing, purged))
                .allSatisfy(state ->
                        assertThat(decide(state, new DeleteSpark(ID, "ada"))).isEqualTo(new Decision.Unchanged()));
    }

    private static Decision decide(SparkState state, ProvisioningCommand command) {
        return Decider.decide(state, command, IMAGE);
    }

    private static Decision accepted(Change change) {
        return new Decision.Accepted(List.of(change));
    }
}
