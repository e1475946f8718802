package dev.spark.gateway.connections;

import dev.spark.gateway.domain.RefusedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Somebody who is let in to a spark that runs or is on its way.
 *
 * @param knocks whether its sshd may be knocked at before it runs: nothing was left of it when it was woken, so whatever answers is new
 * @param running done when it runs; failed, with a {@link RefusedException}, if it does not come to that
 */
public record Arrival(Admitted admitted, boolean knocks, CompletableFuture<?> running) {

    static Arrival now(Admitted admitted) {
        return new Arrival(admitted, false, CompletableFuture.completedFuture(null));
    }

    /**
     * Waits until the spark runs.
     *
     * @throws RefusedException if it does not come to that
     */
    public Admitted awaited() throws InterruptedException {
        try {
            running.get();
            return admitted;
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** Waits for at most that long; returns whether it runs. */
    boolean runsWithin(Duration atMost) throws InterruptedException {
        try {
            running.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        // Told anew for each who waited.
        return e.getCause() instanceof RefusedException refused
                ? new RefusedException(refused.refusal())
                : new CompletionException(e.getCause());
    }
}
