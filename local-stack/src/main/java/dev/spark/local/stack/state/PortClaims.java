package dev.spark.local.stack.state;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Which stack of this machine has chosen which port, so that two that start at once, or are down, do not choose the same.
 *
 * @param folder a file per port, with the state folder of the stack in it
 * @param state of the stack that asks
 */
public record PortClaims(Path folder, StateFolder state) {

    /** Lets one stack at a time choose, and claims what it has chosen. */
    public Ports choose(Function<PortClaims, Ports> choice) throws InterruptedException {
        PrivateFile.folder(folder);
        while (true) {
            var lock = FolderLock.tryToTake(folder.resolve("lock"));
            if (lock.isPresent()) {
                try (var held = lock.get()) {
                    var ports = choice.apply(this);
                    ports.byName().values().forEach(port -> PrivateFile.write(file(port), state.path() + "\n"));
                    return ports;
                }
            }
            Thread.sleep(50);
        }
    }

    /** Whether another stack has it, which is still there. */
    public boolean isAnothers(int port) {
        return PrivateFile.read(file(port))
                .map(text -> new StateFolder(Path.of(text.strip())))
                .filter(owner -> !owner.equals(state) && Files.exists(owner.choices()))
                .isPresent();
    }

    /** Gives up all that this stack has claimed. */
    public void release() {
        Choices.read(state.choices()).keptPorts().values().stream()
                .filter(port -> !isAnothers(port))
                .forEach(port -> PrivateFile.delete(file(port)));
    }

    private Path file(int port) {
        return folder.resolve(String.valueOf(port));
    }
}
