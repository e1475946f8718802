package dev.spark.metrics.app;

import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Whether somebody answers. The log is told when that changes, not each time. */
public final class Answering {

    private static final Logger LOG = Logger.getLogger(Answering.class);

    private final String who;
    private Optional<String> trouble = Optional.empty();
    private Optional<Instant> lastAnswer = Optional.empty();

    public Answering(String who) {
        this.who = who;
    }

    public synchronized void answered(Instant now) {
        if (trouble.isPresent()) {
            LOG.infof("%s answers again", who);
        }
        trouble = Optional.empty();
        lastAnswer = Optional.of(now);
    }

    public synchronized void silent(String why) {
        if (trouble.isEmpty()) {
            LOG.warnf("%s does not answer: %s", who, why);
        }
        trouble = Optional.of(why);
    }

    /** Why it does not answer; empty where it does, or was never asked. */
    public synchronized Optional<String> trouble() {
        return trouble;
    }

    public synchronized Optional<Instant> lastAnswer() {
        return lastAnswer;
    }
}
