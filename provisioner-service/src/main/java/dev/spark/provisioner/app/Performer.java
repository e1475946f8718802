package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.provisioner.domain.Applied;
import dev.spark.provisioner.domain.Change;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.manifest.Manifest;
import dev.spark.provisioner.plan.Action;
import dev.spark.provisioner.plan.Observed;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Performs one action and tells what came of it. Decides nothing. */
@ApplicationScoped
class Performer {

    private static final Logger LOG = Logger.getLogger(Performer.class);

    private final Cluster cluster;
    private final Databases databases;
    private final RemovePart removePart;
    private final Tracer tracer;
    private final Clock clock;

    Performer(Cluster cluster, Databases databases, RemovePart removePart, Tracer tracer, Clock clock) {
        this.cluster = cluster;
        this.databases = databases;
        this.removePart = removePart;
        this.tracer = tracer;
        this.clock = clock;
    }

    /** What an action needs to know. */
    record Material(SparkId id, Map<Part, Manifest> manifests, String databasePassword) {}

    /** Empty where nothing is to be noted. Throws nothing, not even errors: who waits for the outcome would wait for ever. */
    Optional<Change> perform(Action action, Material material, Context trace) {
        Span span = tracer.spanBuilder(name(action))
                .setParent(trace)
                .setAttribute("spark.id", material.id().value())
                .startSpan();
        try (var scope = span.makeCurrent()) {
            return switch (action) {
                case Action.Apply(Part part) -> Optional.of(apply(part, material));
                case Action.Check(Part part) -> Optional.of(check(part, material));
                case Action.Remove(Part part) -> Optional.of(remove(action, part, material.id()));
                case Action.EndPods endPods -> {
                    removePart.endPods(material.id());
                    yield Optional.empty();
                }
            };
        } catch (EffectFailed failure) {
            span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
            LOG.infof("%s: %s: %s", material.id(), name(action), failure.getMessage());
            return Optional.of(failed(action, failure));
        } catch (RuntimeException | Error bug) {
            span.setStatus(StatusCode.ERROR, bug.getClass().getSimpleName());
            LOG.errorf(bug, "%s: %s went wrong", material.id(), name(action));
            return Optional.of(
                    new Change.Delayed(action.step(), "an internal error, see the log", Change.Cause.FAILED));
        } finally {
            span.end();
        }
    }

    private Change apply(Part part, Material material) {
        if (part == Part.DATABASE) {
            databases.create(material.id(), material.databasePassword());
            return new Change.PartApplied(part, database());
        }
        Manifest manifest = manifest(part, material);
        Cluster.Result result = cluster.apply(part, manifest);
        return new Change.PartApplied(part, applied(manifest.hash(), result.fingerprint()));
    }

    private Change check(Part part, Material material) {
        if (part == Part.DATABASE) {
            Observed.Database seen = databases.look(material.id(), material.databasePassword(), true);
            boolean broken = seen == Observed.Database.MISSING || seen == Observed.Database.LOCKED_OUT;
            if (broken) {
                databases.create(material.id(), material.databasePassword());
                LOG.infof("%s: the database was %s and is repaired", material.id(), seen);
            }
            return broken ? new Change.PartRepaired(part, database()) : new Change.PartApplied(part, database());
        }
        Manifest manifest = manifest(part, material);
        Cluster.Result result = cluster.check(part, manifest);
        Applied applied = applied(manifest.hash(), result.fingerprint());
        return result.changed() ? new Change.PartRepaired(part, applied) : new Change.PartApplied(part, applied);
    }

    private Change remove(Action action, Part part, SparkId id) {
        return removePart
                .remove(part, id)
                .<Change>map(reason -> new Change.Delayed(action.step(), reason, Change.Cause.WAITING))
                .orElseGet(() -> new Change.PartGone(part));
    }

    private static Change failed(Action action, EffectFailed failure) {
        String reason = SetupStep.clean(String.valueOf(failure.getMessage()));
        return switch (failure.kind()) {
            case FAILED -> new Change.Delayed(action.step(), reason, Change.Cause.FAILED);
            case UNREACHABLE -> new Change.Delayed(action.step(), reason, Change.Cause.UNREACHABLE);
            case REJECTED -> new Change.Rejected(action.step(), reason);
        };
    }

    private Applied database() {
        return applied(databases.manifest(), "");
    }

    private Applied applied(String manifest, String fingerprint) {
        return new Applied(manifest, fingerprint, clock.instant());
    }

    private static Manifest manifest(Part part, Material material) {
        return Objects.requireNonNull(material.manifests().get(part), "no manifest");
    }

    private static String name(Action action) {
        return switch (action) {
            case Action.Apply(Part part) -> "apply " + part.label();
            case Action.Check(Part part) -> "check " + part.label();
            case Action.Remove(Part part) -> "remove " + part.label();
            case Action.EndPods(Part part) -> "end pods of " + part.label();
        };
    }
}
