package dev.spark.local.stack.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.stack.state.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineLoginTest {

    private static final String URL = "http://127.0.0.1:7080";

    @TempDir
    Path folder;

    private Path file;
    private CommandLineLogin login;

    @BeforeEach
    void aStack() {
        file = folder.resolve("config/spark/config.json");
        login = new CommandLineLogin(new StateFolder(folder.resolve("state")).create(), file);
    }

    @Test
    void writesForItsOwnerOnly() throws Exception {
        assertThat(login.write(URL, "spark_t")).isEmpty();

        assertThat(file).content().contains(URL).contains("spark_t");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsFieldsThatItDoesNotKnow() throws Exception {
        existing("{\"editor\": \"vi\"}");

        login.write(URL, "spark_t");

        assertThat(file).content().contains("\"editor\" : \"vi\"");
    }

    @Test
    void saysSoWhenItReplacesAnotherServersLoginAndPutsItBack() throws Exception {
        existing("{\"url\": \"https://spark.example.org\", \"token\": \"spark_other\"}");

        assertThat(login.write(URL, "spark_t"))
                .hasValueSatisfying(note ->
                        assertThat(note).contains("https://spark.example.org").doesNotContain("spark_other"));
        assertThat(login.write("http://127.0.0.1:7099", "spark_t2")).isEmpty();

        login.undo();
        assertThat(file).content().contains("https://spark.example.org").contains("spark_other");
    }

    @Test
    void leavesNoFileWhereThereWasNone() throws Exception {
        login.write(URL, "spark_t");
        Files.writeString(file.resolveSibling("id_ed25519"), "made by the command line");
        Files.writeString(file.resolveSibling("ssh_config"), "made by config-ssh");
        Files.writeString(
                Files.createDirectory(file.resolveSibling("account-keys")).resolve("one.pub"), "for ssh");

        login.undo();

        assertThat(folder.resolve("config/spark")).doesNotExist();
    }

    @Test
    void leavesAKeyThatWasThereBefore() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file.resolveSibling("id_ed25519"), "known to another server");
        login.write(URL, "spark_t");
        login.write("http://127.0.0.1:7099", "spark_t");

        login.undo();

        assertThat(file).doesNotExist();
        assertThat(file.resolveSibling("id_ed25519")).exists();
    }

    @Test
    void leavesALoginAloneThatIsNotItsOwnAnyMore() throws Exception {
        login.write(URL, "spark_t");
        existing("{\"url\": \"https://spark.example.org\", \"token\": \"spark_other\"}");

        login.undo();

        assertThat(file).content().contains("spark_other");
    }

    private void existing(String content) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
