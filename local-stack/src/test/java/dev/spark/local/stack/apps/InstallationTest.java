package dev.spark.local.stack.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {

    @TempDir
    Path folder;

    private Path target;
    private Installation installation;

    @BeforeEach
    void aBuild() throws Exception {
        target = folder.resolve("target");
        Files.createDirectories(target.resolve("app/lib"));
        Files.writeString(target.resolve("app/run.jar"), "ours");
        Files.writeString(target.resolve("app/lib/other.jar"), "others'");
        installation = new Installation(folder.resolve("apps"));
    }

    @Test
    void installsABuildOnce() {
        var app = install();

        assertThat(app.folder().resolve("app/lib/other.jar")).hasContent("others'");
        assertThat(install()).isEqualTo(app);
    }

    @Test
    void leavesAnInstalledBuildAloneWhenAnotherIsMade() throws Exception {
        var first = install();
        Files.writeString(target.resolve("app/run.jar"), "changed");

        var second = install();

        assertThat(second.folder()).isNotEqualTo(first.folder());
        assertThat(first.folder().resolve("app/run.jar")).hasContent("ours");
        assertThat(second.folder().resolve("app/run.jar")).hasContent("changed");
    }

    @Test
    void linksWhatDidNotChange() throws Exception {
        var first = install();
        Files.writeString(target.resolve("app/run.jar"), "changed");

        var second = install();

        assertThat(Files.isSameFile(
                        first.folder().resolve("app/lib/other.jar"),
                        second.folder().resolve("app/lib/other.jar")))
                .isTrue();
    }

    private App install() {
        return installation.install("gateway", target, List.of("app"));
    }
}
