package dev.spark.local.cluster.simulated;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Those who act in a cluster by themselves: the controllers and the kubelet. One thread, which is told of each change and
 * then looks at what is there, so that missed, repeated and outdated news do no harm.
 */
final class SimulatedNode implements AutoCloseable {

    static final String NAME = "simulated";

    private static final System.Logger LOG = System.getLogger(SimulatedNode.class.getName());

    private final ObjectStore store;
    private final SimulationSettings settings;
    private final DeploymentController deployments;
    private final Kubelet kubelet;
    private final Completion completion;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("simulated-node").factory());

    SimulatedNode(ObjectStore store, ApiServer api, SimulationSettings settings, InstantSource clock) {
        var statuses = new StatusWriter(api, clock);
        this.store = store;
        this.settings = settings;
        this.deployments = new DeploymentController(store, api, statuses);
        this.kubelet = new Kubelet(store, api, statuses, settings, this::later);
        this.completion = new Completion(store, api, statuses);
    }

    /** Begins to act, on what is there and on what changes. */
    void start() {
        store.listen(this::noticed);
        for (var type : ResourceType.ALL) {
            store.select(type, "", Selector.ALL)
                    .objects()
                    .forEach(object -> noticed(new Change(type, object.version(), null, object)));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void noticed(Change change) {
        var key = change.key();
        var isNew = change.before() == null;
        switch (change.type().kind()) {
            case "Deployment" -> later(Duration.ZERO, () -> deployments.reconcile(key));
            case "Pod" -> {
                change.object().owners().forEach(owner -> later(Duration.ZERO, () -> deployments.reconcile(owner)));
                later(Duration.ZERO, isNew ? () -> kubelet.take(key) : () -> kubelet.endIfDeleted(key));
            }
            case "PersistentVolumeClaim" -> when(isNew, Duration.ZERO, () -> completion.bind(key));
            case "VolumeSnapshot" -> when(isNew, Duration.ZERO, () -> completion.completeSnapshot(key));
            case "Job" -> when(isNew, settings.podsReadyAfter(), () -> completion.completeJob(key));
            default -> {
                // nobody acts on it
            }
        }
    }

    private void when(boolean condition, Duration delay, Runnable task) {
        if (condition) {
            later(delay, task);
        }
    }

    private void later(Duration delay, Runnable task) {
        if (!thread.isShutdown()) {
            var unused = thread.schedule(() -> perform(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void perform(Runnable task) {
        try {
            task.run();
        } catch (ApiError e) {
            LOG.log(Level.DEBUG, "overtaken by another change: {0}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the simulated node failed at something", e);
        }
    }
}
