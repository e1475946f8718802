package dev.spark.kit.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Looks after a service's watches, and knows whether the API server answers at all. */
public final class ClusterWatch {

    private static final Logger LOG = Logger.getLogger(ClusterWatch.class);
    private static final int ANSWERS_WITHIN_SECONDS = 3;

    /** So many times as long as an audit took there is none. */
    private static final int AUDITS_SPARE = 100;

    private static final Duration AUDITED_AT_LEAST_EVERY = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final Clock clock;
    private final Runnable resume;
    private final List<Watch<?>> all;
    private Instant nextAudit = Instant.EPOCH;
    private volatile boolean current;
    private volatile boolean answering;

    /** @param resume called when what is seen is current, for the first time or again; tried again if it fails */
    public ClusterWatch(KubernetesClient client, Clock clock, Runnable resume, List<Watch<?>> all) {
        this.client = client;
        this.clock = clock;
        this.resume = resume;
        this.all = List.copyOf(all);
    }

    /** Whether what is seen is what is there, but for a moment. */
    public boolean isCurrent() {
        return current;
    }

    /** Whether the API server answers. */
    public boolean isAnswering() {
        return answering;
    }

    /** To be called every second, by one thread at a time. */
    public void tend() {
        boolean answered = answering;
        answering = ask();
        if (!answering) {
            lost("the API server does not answer");
            return;
        }
        Instant now = clock.instant();
        if (!answered) {
            all.forEach(watch -> watch.renew(now));
        }
        long reliable = all.stream().filter(watch -> watch.tend(now)).count();
        if (reliable < all.size()) {
            lost("a watch has ended");
            return;
        }
        if (!current) {
            current = true;
            LOG.info("the cluster is watched");
            goOn();
        }
    }

    /**
     * To be called every minute or so, by one thread at a time: compares what is seen with what is there. That means reading all
     * of it; where there is so much that it would take more than a hundredth of the time, it is done more rarely.
     */
    public void audit() {
        Instant now = clock.instant();
        if (now.isBefore(nextAudit)) {
            return;
        }
        try {
            long replaced =
                    all.stream().filter(watch -> watch.audit(clock.instant())).count();
            Duration spare = Duration.between(now, clock.instant()).multipliedBy(AUDITS_SPARE);
            nextAudit = now.plus(spare.compareTo(AUDITED_AT_LEAST_EVERY) < 0 ? spare : AUDITED_AT_LEAST_EVERY);
            if (replaced > 0) {
                lost("a watch had stopped");
            }
        } catch (KubernetesClientException e) {
            LOG.debugf("the watches cannot be compared: %s", e.getMessage());
        }
    }

    public void stop() {
        all.forEach(Watch::stop);
    }

    private void lost(String why) {
        if (current) {
            LOG.warnf("the cluster is not watched: %s", why);
            current = false;
        }
    }

    private void goOn() {
        try {
            resume.run();
        } catch (RuntimeException e) {
            LOG.warnf("work could not be resumed, again in a second: %s", e.toString());
            current = false;
        }
    }

    /** Any answer will do, and quickly: the client itself would wait longer. */
    private boolean ask() {
        CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(
                () -> client.getKubernetesVersion() != null,
                task -> Thread.ofVirtual().name("ask-kubernetes").start(task));
        try {
            return answer.get(ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
