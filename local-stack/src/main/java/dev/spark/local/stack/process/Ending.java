package dev.spark.local.stack.process;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Ends children: first those that use the others, then those that are used (named last), all of each group at once, gently
 * and then hard. For the children of this supervisor and for what a killed one left.
 */
public final class Ending {

    /** To be ended last, as the others write to them while they end; in this order. */
    private static final List<String> USED_BY_OTHERS = List.of("kafka", "postgres");

    private final ProcessTable table;
    private final Duration grace;

    /** @param grace how long a group may take to end by itself */
    public Ending(ProcessTable table, Duration grace) {
        this.table = table;
        this.grace = grace;
    }

    /** Ends what runs to its own end. */
    public void endScripts() {
        end(table.names().stream().filter(Ending::isScript).toList());
    }

    /** Ends all others. Returns when none of them lives. */
    public void endChildren() {
        end(table.names().stream()
                .filter(Predicate.not(Ending::isScript))
                .filter(Predicate.not(USED_BY_OTHERS::contains))
                .toList());
        for (var name : USED_BY_OTHERS) {
            end(List.of(name));
        }
    }

    private static boolean isScript(String name) {
        return name.startsWith(Script.PREFIX);
    }

    private void end(Collection<String> names) {
        for (var name : names) {
            if (name.equals("postgres")) {
                Signal.INT.send(table.find(name).stream().toList());
            } else {
                Signal.TERM.send(table.family(name));
            }
        }
        awaitEnd(names, grace);
        var left = living(names);
        if (!left.isEmpty()) {
            Signal.KILL.send(left);
            awaitEnd(names, Duration.ofSeconds(10));
        }
        var immortal = living(names);
        if (!immortal.isEmpty()) {
            throw new IllegalStateException("these processes cannot be ended: " + immortal);
        }
        names.forEach(table::forget);
    }

    /** The leader's end is enough to wait for when it goes by itself: what it leaves is then ended hard. */
    private void awaitEnd(Collection<String> names, Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline && !living(names).isEmpty()) {
            if (names.stream().allMatch(name -> table.find(name).isEmpty())) {
                Signal.KILL.send(living(names));
            }
            pause();
        }
    }

    private List<ProcessIdentity> living(Collection<String> names) {
        return names.stream()
                .flatMap(name -> table.family(name).stream())
                .filter(ProcessIdentity::isAlive)
                .toList();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while processes ended", e);
        }
    }
}
