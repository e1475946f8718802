package dev.spark.local.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The children that a stack has started, of this supervisor or an earlier one: a file for each, which the child itself
 * writes before it becomes what it is to be. So there is none without a file, whenever the supervisor is killed.
 *
 * @param folder one file per child
 */
public record ProcessTable(Path folder) {

    private static final String SUFFIX = ".pid";

    /** Where the child of this name writes down who it is. */
    public Path file(String name) {
        return folder.resolve(name + SUFFIX);
    }

    /** The child, if it lives. */
    public Optional<ProcessIdentity> find(String name) {
        return writtenDown(name).filter(ProcessIdentity::isAlive);
    }

    public List<String> names() {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The child and all that it has started, as far as these did not begin a session of their own; also where the child
     * itself has ended.
     */
    public List<ProcessIdentity> family(String name) {
        return writtenDown(name).map(ProcessTable::family).orElse(List.of());
    }

    public void forget(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<ProcessIdentity> writtenDown(String name) {
        try {
            return ProcessIdentity.parse(Files.readString(file(name)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<ProcessIdentity> family(ProcessIdentity child) {
        var now = ProcessIdentity.of(child.pid());
        if (now.isPresent() && now.get().startTicks() != child.startTicks()) {
            return List.of(); // the process id is somebody else's by now, hence no member of the session is left
        }
        try (var processes = ProcessHandle.allProcesses()) {
            return processes
                    .map(each -> ProcessIdentity.of(each.pid()))
                    .flatMap(Optional::stream)
                    .filter(each -> each.session() == child.pid() && each.startTicks() >= child.startTicks())
                    .toList();
        }
    }
}
