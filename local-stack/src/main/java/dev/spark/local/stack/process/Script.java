package dev.spark.local.stack.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a command to its end, telling what it says on the way. */
public final class Script {

    /** What the names of scripts begin with, in the table of processes. */
    public static final String PREFIX = "script-";

    private static final int REMEMBERED = 5;

    private final Launcher launcher;
    private final Map<String, String> environment;
    private final Path log;

    /** @param log where all that it says on the error stream is appended */
    public Script(Launcher launcher, Map<String, String> environment, Path log) {
        this.launcher = launcher;
        this.environment = environment;
        this.log = log;
    }

    /**
     * @param name by which the process is found again
     * @param progress is given each line of the error stream
     * @return the last line of its output
     * @throws ScriptFailure if its exit code is not 0
     */
    public String run(String name, List<String> command, Consumer<String> progress)
            throws IOException, InterruptedException {
        var process = launcher.startPiped(PREFIX + name, command, environment);
        Deque<String> lastWords = new ArrayDeque<>();
        var errors = Thread.ofVirtual().start(() -> follow(process.getErrorStream(), progress, lastWords));
        var output = lastLine(process.getInputStream());
        var exit = process.waitFor();
        launcher.forget(PREFIX + name);
        errors.join(500); // a process that it leaves behind may hold the stream open
        if (exit != 0) {
            synchronized (lastWords) {
                throw new ScriptFailure(Path.of(command.getFirst()).getFileName() + " failed (" + exit + ")"
                        + (lastWords.isEmpty() ? "" : ": " + lastWords.getLast()) + "; see " + log);
            }
        }
        return output;
    }

    private void follow(InputStream stream, Consumer<String> progress, Deque<String> lastWords) {
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                var writer = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line; (line = lines.readLine()) != null; ) {
                writer.write(line + "\n");
                writer.flush();
                synchronized (lastWords) {
                    lastWords.addLast(line);
                    if (lastWords.size() > REMEMBERED) {
                        lastWords.removeFirst();
                    }
                }
                progress.accept(line);
            }
        } catch (IOException e) {
            // the process has ended
        }
    }

    private static String lastLine(InputStream stream) throws IOException {
        var last = "";
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                last = line.isBlank() ? last : line;
            }
        }
        return last;
    }
}
