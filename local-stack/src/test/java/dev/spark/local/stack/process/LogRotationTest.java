package dev.spark.local.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {

    @TempDir
    Path folder;

    @Test
    void beginsALargeLogAnewUnderItsWriter() throws Exception {
        var log = folder.resolve("kafka.log");
        try (var writer = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write("much");
            writer.flush();

            new LogRotation(List.of(folder, folder.resolve("none")), 3).run();
            writer.write("more");
        }

        assertThat(log).hasContent("more");
        assertThat(folder.resolve("kafka.log.1")).hasContent("much");
    }

    @Test
    void leavesASmallLogAlone() throws Exception {
        Files.writeString(folder.resolve("kafka.log"), "few");

        new LogRotation(List.of(folder), 3).run();

        assertThat(folder.resolve("kafka.log")).hasContent("few");
        assertThat(folder.resolve("kafka.log.1")).doesNotExist();
    }
}
