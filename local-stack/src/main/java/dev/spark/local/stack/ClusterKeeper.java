package dev.spark.local.stack;

import dev.spark.local.stack.cluster.Cluster;
import dev.spark.local.stack.cluster.Kubeconfigs;
import dev.spark.local.stack.cluster.Rights;
import dev.spark.local.stack.process.Backoff;
import dev.spark.local.stack.state.Board;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Keeps the cluster running, and the services entitled in it. */
final class ClusterKeeper implements Runnable {

    static final String PART = "cluster";

    private final Cluster cluster;
    private final Function<Path, Rights> rights;
    private final Kubeconfigs kubeconfigs;
    private final Collection<String> services;
    private final Board board;
    private final CompletableFuture<Path> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> entitled = new CompletableFuture<>();
    private volatile boolean stopping;

    /** @param rights of the cluster with the given administrator's kubeconfig */
    ClusterKeeper(
            Cluster cluster,
            Function<Path, Rights> rights,
            Kubeconfigs kubeconfigs,
            Collection<String> services,
            Board board) {
        this.cluster = cluster;
        this.rights = rights;
        this.kubeconfigs = kubeconfigs;
        this.services = services;
        this.board = board;
    }

    /** The administrator's kubeconfig, when it has started for the first time; fails if it did not. */
    CompletableFuture<Path> ready() {
        return ready;
    }

    /** Completes when the services have kubeconfigs that hold, which may be before the cluster has started. */
    CompletableFuture<Void> entitled() {
        return entitled;
    }

    void stopRestarting() {
        stopping = true;
    }

    @Override
    public void run() {
        if (kubeconfigs.areValid(services, Instant.now())) {
            entitled.complete(null);
        }
        var backoff = new Backoff();
        while (!stopping) {
            var began = System.nanoTime();
            try {
                live();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                if (stopping) {
                    return;
                }
                if (!ready.isDone()) {
                    fail(e);
                    return;
                }
                note(why(e));
            }
            pause(backoff.afterALifeOf(Duration.ofNanos(System.nanoTime() - began)));
        }
    }

    private void live() throws Exception {
        board.starting(PART, null);
        var admin = cluster.start(line -> board.starting(PART, line));
        board.describeCluster(cluster.description(), cluster.isSimulated(), admin);
        if (cluster.hasRoles()) {
            board.starting(PART, "roles and accounts");
            kubeconfigs.expireAt(rights.apply(admin).grant(services, kubeconfigs.folder()));
        } else {
            rights.apply(admin).makeNamespaces();
            kubeconfigs.shareAdmin(admin, services);
        }
        board.ready(PART, cluster.description());
        entitled.complete(null);
        ready.complete(admin);
        cluster.awaitEnd();
        if (!stopping) {
            note("ended");
        }
    }

    /** New tokens for the services, before the old ones expire. */
    void renew() {
        if (ready.isDone() && !ready.isCompletedExceptionally() && cluster.hasRoles()) {
            try {
                kubeconfigs.expireAt(rights.apply(ready.join()).grant(services, kubeconfigs.folder()));
            } catch (IOException | RuntimeException e) {
                System.err.println("the services' tokens cannot be renewed now: " + e);
            }
        }
    }

    private void fail(Exception e) {
        board.fail(PART, why(e));
        ready.completeExceptionally(e);
        entitled.completeExceptionally(e);
    }

    private static String why(Exception e) {
        return Objects.requireNonNullElseGet(e.getMessage(), e::toString);
    }

    private void note(String how) {
        System.err.println("the cluster " + how);
        board.died(PART, how + "; starting again");
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
