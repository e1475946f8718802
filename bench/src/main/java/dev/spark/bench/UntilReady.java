package dev.spark.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.concurrent.CompletableFuture;

/** Completes with the first pod that is seen to be ready. */
record UntilReady(CompletableFuture<Seen> ready) implements Watcher<Pod> {

    /** @param at System.nanoTime() */
    record Seen(String pod, long at) {}

    UntilReady() {
        this(new CompletableFuture<>());
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        long now = System.nanoTime();
        boolean isReady = action != Action.DELETED
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
        if (isReady) {
            ready.complete(new Seen(pod.getMetadata().getName(), now));
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        ready.completeExceptionally(cause);
    }
}
