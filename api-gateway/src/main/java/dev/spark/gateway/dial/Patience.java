package dev.spark.gateway.dial;

import java.time.Duration;
import org.jboss.logging.Logger;

/** Tries again what may succeed in a moment: a pod that is being replaced, an sshd that is starting. */
final class Patience {

    private static final Logger LOG = Logger.getLogger(Patience.class);

    private final Duration total;
    private final Duration pause;

    Patience(Duration total, Duration pause) {
        this.total = total;
        this.pause = pause;
    }

    static Patience of(DialConfig config) {
        return new Patience(config.dialFor(), config.dialPause());
    }

    interface Attempt<T> {
        T run() throws Unreachable, InterruptedException;
    }

    /** @param refusalIsFinal nothing listening is an answer, not a moment's trouble */
    <T> T with(boolean refusalIsFinal, Attempt<T> attempt) throws Unreachable, InterruptedException {
        long until = System.nanoTime() + total.toNanos();
        while (true) {
            try {
                return attempt.run();
            } catch (Unreachable e) {
                if (refusalIsFinal && e.isRefused()) {
                    throw e;
                }
                if (System.nanoTime() + pause.toNanos() > until) {
                    LOG.warnf("a spark is not reached: %s", e.getMessage());
                    throw e;
                }
                Thread.sleep(pause);
            }
        }
    }
}
