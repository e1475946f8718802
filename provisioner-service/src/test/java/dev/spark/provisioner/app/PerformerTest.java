package dev.spark.provisioner.app;

import static dev.spark.provisioner.Sparks.ID;
import static dev.spark.provisioner.Sparks.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkId;
import dev.spark.provisioner.domain.Change;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.domain.Step;
import dev.spark.provisioner.manifest.Manifest;
import dev.spark.provisioner.plan.Action;
import dev.spark.provisioner.plan.EndingPod;
import dev.spark.provisioner.plan.Observed;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PerformerTest {

    private final FakeCluster cluster = new FakeCluster();
    private final Databases databases = new BrokenDatabases();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final RemovePart removePart = new RemovePart(cluster, databases, clock);
    private final Performer performer =
            new Performer(cluster, databases, removePart, OpenTelemetry.noop().getTracer("test"), clock);

    @Test
    void answersThoughAnEffectEndsInAnError() {
        assertThat(perform(new Action.Remove(Part.DATABASE)))
                .contains(new Change.Delayed(
                        Step.REMOVING_DATABASE, "an internal error, see the log", Change.Cause.FAILED));
    }

    @Test
    void saysWhatARemovalWaitsForAndWhenNothingIsLeft() {
        cluster.pods.add(pod(NOW, EndingPod.Containers.RUNNING));
        assertThat(perform(new Action.Remove(Part.DEPLOYMENT)))
                .contains(new Change.Delayed(Step.REMOVING_CONTAINER, "pod p is ending", Change.Cause.WAITING));

        cluster.pods.clear();
        assertThat(perform(new Action.Remove(Part.DEPLOYMENT))).contains(new Change.PartGone(Part.DEPLOYMENT));
    }

    @Test
    void removesAPodByForceThatItsNodeDoesNotRun() {
        Instant longAgo = NOW.minus(Duration.ofMinutes(5));
        cluster.pods.add(pod(longAgo, EndingPod.Containers.RUNNING));
        perform(new Action.EndPods(Part.DEPLOYMENT));
        assertThat(cluster.ended).isEmpty();

        cluster.pods.add(pod(longAgo, EndingPod.Containers.TERMINATED));
        assertThat(perform(new Action.EndPods(Part.DEPLOYMENT))).isEmpty();
        assertThat(cluster.ended).containsExactly(cluster.pods.getLast());
    }

    private Optional<Change> perform(Action action) {
        return performer.perform(action, new Performer.Material(ID, Map.of(), ""), Context.root());
    }

    private static EndingPod pod(Instant due, EndingPod.Containers containers) {
        return new EndingPod(
                "p", "uid", "7", Optional.of(due), containers, Optional.of("n"), EndingPod.NodeHealth.READY);
    }

    private static final class FakeCluster implements Cluster {

        private final List<EndingPod> pods = new ArrayList<>();
        private final List<EndingPod> ended = new ArrayList<>();

        @Override
        public Optional<String> remove(Part part, SparkId id) {
            return Optional.empty();
        }

        @Override
        public List<EndingPod> pods(SparkId id, Instant now) {
            return List.copyOf(pods);
        }

        @Override
        public void end(EndingPod pod) {
            ended.add(pod);
        }

        @Override
        public Observed observe(SparkId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result apply(Part part, Manifest manifest) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Result check(Part part, Manifest manifest) {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream log(String pod) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Belonging> belongings() {
            throw new UnsupportedOperationException();
        }
    }

    private static final class BrokenDatabases implements Databases {

        @Override
        public boolean drop(SparkId id) {
            throw new AssertionError("a bug");
        }

        @Override
        public void protect() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void limitSize() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void create(SparkId id, String password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Observed.Database look(SparkId id, String password, boolean closely) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String manifest() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Belonging> belongings() {
            throw new UnsupportedOperationException();
        }
    }
}
