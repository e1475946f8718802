package dev.spark.gateway.domain;

/**
 * The limits of the installation and what is used of them: decides who gets a running slot, who waits, who is refused.
 *
 * @param running how many sparks hold a running slot, from their admission until they are asleep, stopped, in
 *     the trash or purged: a failed one too
 * @param total how many sparks there are, until they are in the trash or purged
 * @param queued how many of them wait for a running slot
 */
public record Slots(int runningLimit, int totalLimit, int running, int total, int queued) {

    public enum Grant {
        RUNNING,
        QUEUED,
        REFUSED
    }

    /** What one more spark gets. Nobody overtakes the queue. */
    public Grant next() {
        if (total >= totalLimit) {
            return Grant.REFUSED;
        }
        return queued == 0 && running < runningLimit ? Grant.RUNNING : Grant.QUEUED;
    }

    /** After one more spark got that. */
    public Slots after(Grant grant) {
        return switch (grant) {
            case RUNNING -> new Slots(runningLimit, totalLimit, running + 1, total + 1, queued);
            case QUEUED -> new Slots(runningLimit, totalLimit, running, total + 1, queued + 1);
            case REFUSED -> this;
        };
    }

    /** What one gets that is there already and has no running slot. Nobody overtakes the queue. */
    public Grant nextToWake() {
        return queued == 0 && running < runningLimit ? Grant.RUNNING : Grant.QUEUED;
    }

    /** After one that is there already got that. */
    public Slots woken(Grant grant) {
        return switch (grant) {
            case RUNNING -> new Slots(runningLimit, totalLimit, running + 1, total, queued);
            case QUEUED -> new Slots(runningLimit, totalLimit, running, total, queued + 1);
            case REFUSED -> this;
        };
    }

    /** After so many stopped running, and are still there. */
    public Slots released(int count) {
        return new Slots(runningLimit, totalLimit, running - count, total, queued);
    }

    /** How many of the queue can be admitted now. */
    public int admissible() {
        return Math.clamp(runningLimit - (long) running, 0, queued);
    }

    /** After so many of the queue were admitted. */
    public Slots admitted(int count) {
        return new Slots(runningLimit, totalLimit, running + count, total, queued - count);
    }

    /** After one left the queue that will not run. */
    public Slots left() {
        return new Slots(runningLimit, totalLimit, running, total, queued - 1);
    }

    /** After one is purged that held a running slot, waited for one, or neither; one in the trash was not counted. */
    public Slots purged(boolean wasRunning, boolean wasQueued, boolean wasCounted) {
        return new Slots(
                runningLimit,
                totalLimit,
                running - (wasRunning ? 1 : 0),
                total - (wasCounted ? 1 : 0),
                queued - (wasQueued ? 1 : 0));
    }

    /** Whether one can come back from the trash. */
    public boolean hasRoom() {
        return total < totalLimit;
    }

    /** After so many went to the trash, or came back from it where negative. */
    public Slots trashed(int count) {
        return new Slots(runningLimit, totalLimit, running, total - count, queued);
    }

    public Slots limitedTo(int newRunningLimit, int newTotalLimit) {
        return new Slots(newRunningLimit, newTotalLimit, running, total, queued);
    }
}
