package dev.spark.local.stack.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Keeps logs that others append to from growing: a large one is copied to {@code NAME.1} and begun anew. */
public final class LogRotation {

    private final List<Path> folders;
    private final long limit;

    public LogRotation(List<Path> folders, long limit) {
        this.folders = folders;
        this.limit = limit;
    }

    public void run() {
        for (var folder : folders) {
            if (Files.isDirectory(folder)) {
                rotate(folder);
            }
        }
    }

    private void rotate(Path folder) {
        try (var logs = Files.newDirectoryStream(folder, "*.log")) {
            for (var log : logs) {
                if (Files.size(log) > limit) {
                    Files.copy(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    FileChannel.open(log, StandardOpenOption.WRITE).truncate(0).close();
                }
            }
        } catch (IOException e) {
            System.err.println("a log in " + folder + " cannot be rotated: " + e);
        }
    }
}
