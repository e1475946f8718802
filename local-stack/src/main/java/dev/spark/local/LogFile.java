package dev.spark.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/** Where a process that has no console to itself writes what it logs. */
public final class LogFile {

    private static final int SIZE = 10 << 20;
    private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p [%c{1.}] %s%e%n";

    private LogFile() {}

    /** Sends all logging of this process to the given file instead of the console. To be called before the first log line. */
    public static void insteadOfConsole(Path file) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var handler = new SizeRotatingFileHandler(file.toFile(), true, SIZE, 1);
            handler.setFormatter(new PatternFormatter(LINE));
            var root = LogContext.getLogContext().getLogger("");
            root.setLevel(Level.INFO);
            root.setHandlers(new Handler[] {handler});
        } catch (IOException e) {
            throw new UncheckedIOException("the log file " + file + " cannot be written", e);
        }
    }
}
