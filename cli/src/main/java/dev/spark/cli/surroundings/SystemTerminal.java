package dev.spark.cli.surroundings;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The process's own streams and its controlling terminal, asked through {@code /proc} where there is one, and {@code stty}. */
final class SystemTerminal implements Terminal {
    private static final File TTY = new File("/dev/tty");

    @Override
    public boolean isIn() {
        return isTerminal(0);
    }

    @Override
    public boolean isOut() {
        return isTerminal(1);
    }

    @Override
    public boolean isErr() {
        return isTerminal(2);
    }

    private static boolean isTerminal(int fd) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.startsWith("/dev/console")
                    || target.startsWith("/dev/hvc");
        } catch (IOException | UnsupportedOperationException e) {
            return isTerminalByTest(fd);
        }
    }

    /** Where there is no /proc (macOS), test(1) of an inherited stream tells. */
    private static boolean isTerminalByTest(int fd) {
        try {
            var test = new ProcessBuilder("test", "-t", Integer.toString(fd));
            return test.inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Size size() {
        var words = stty("size").trim().split(" ");
        try {
            var size = new Size(Integer.parseInt(words[1]), Integer.parseInt(words[0]));
            return size.cols() > 0 && size.rows() > 0 ? size : Size.USUAL;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Size.USUAL;
        }
    }

    @Override
    public Change raw() {
        return change("raw", "-echo");
    }

    @Override
    public Change withoutEcho() {
        return change("-echo");
    }

    private static Change change(String... arguments) {
        var before = stty("-g").trim();
        if (before.isEmpty()) {
            return () -> {};
        }
        var undone = new AtomicBoolean();
        Change undo = () -> {
            if (undone.compareAndSet(false, true)) {
                stty(before);
            }
        };
        // A killed process must not leave a terminal behind that shows nothing.
        Runtime.getRuntime().addShutdownHook(new Thread(undo::close, "restore-terminal"));
        stty(arguments);
        return undo;
    }

    @Override
    public void onResize(Runnable action) {
        WindowChanges.listen(action);
    }

    private static String stty(String... arguments) {
        var command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            var stty = new ProcessBuilder(command)
                    .redirectInput(TTY)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var answer = new String(stty.getInputStream().readAllBytes());
            return stty.waitFor() == 0 ? answer : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
