package dev.spark.local.stack;

import dev.spark.local.stack.state.FolderLock;
import dev.spark.local.stack.state.StateFolder;

/** One {@code up} or {@code down} at a time works on a stack; another one waits. */
final class CommandLock {

    private CommandLock() {}

    static FolderLock take(StateFolder state) throws InterruptedException {
        return take(state, () -> {});
    }

    /** @param meanwhile is run again and again while it waits */
    static FolderLock take(StateFolder state, Runnable meanwhile) throws InterruptedException {
        var told = false;
        while (true) {
            var lock = FolderLock.tryToTake(state.commandLock());
            if (lock.isPresent()) {
                return lock.get();
            }
            if (!told) {
                System.err.println("Another `spark up` or `spark down` is at work: waiting for it.");
                told = true;
            }
            meanwhile.run();
            Thread.sleep(100);
        }
    }
}
