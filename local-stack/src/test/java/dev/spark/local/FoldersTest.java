package dev.spark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

    @TempDir
    Path folder;

    @Test
    void deletesAllThatIsInAFolderAndFollowsNoLink() throws Exception {
        Path kept =
                Files.writeString(Files.createDirectory(folder.resolve("kept")).resolve("file"), "");
        Path gone = Files.createDirectories(folder.resolve("gone/deep")).getParent();
        Files.writeString(gone.resolve("deep/file"), "");
        Files.createSymbolicLink(gone.resolve("link"), kept.getParent());

        Folders.delete(gone);

        assertThat(gone).doesNotExist();
        assertThat(kept).exists();
        Folders.delete(gone);
    }

    @Test
    void deletesNothingOfWhatIsMountedThere() throws Exception {
        assumeThat(run(
                        "mount",
                        "-t",
                        "tmpfs",
                        "none",
                        Files.createDirectories(folder.resolve("some/mount")).toString()))
                .as("mounting takes root")
                .isZero();
        Path inside = Files.writeString(folder.resolve("some/mount/file"), "");
        try {
            assertThatThrownBy(() -> Folders.delete(folder.resolve("some")))
                    .hasRootCauseMessage("something is mounted at " + folder.resolve("some/mount"));

            assertThat(inside).exists();
            assertThat(Mounts.below(folder.resolve("some"))).containsExactly(folder.resolve("some/mount"));
        } finally {
            run("umount", folder.resolve("some/mount").toString());
        }
        Folders.delete(folder.resolve("some"));
        assertThat(folder.resolve("some")).doesNotExist();
    }

    @Test
    void readsPlacesWithSpacesAndTheDeepestFirst() {
        assertThat(Mounts.below(
                        Path.of("/a cache"),
                        Stream.of(
                                "proc /a\\040cache/kubernetes/proc proc rw 0 0",
                                "none /a\\040cache/kubernetes/proc/sys tmpfs rw 0 0",
                                "none /a\\040cachet tmpfs rw 0 0")))
                .containsExactly(Path.of("/a cache/kubernetes/proc/sys"), Path.of("/a cache/kubernetes/proc"));
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
