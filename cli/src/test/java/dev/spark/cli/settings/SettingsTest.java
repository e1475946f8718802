package dev.spark.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.cli.failure.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    SettingsFile file;

    @BeforeEach
    void start() {
        file = new SettingsFile(folder);
    }

    @Test
    void keepsFieldsItDoesNotKnow() throws IOException {
        Files.writeString(file.path(), "{\"theme\":{\"a\":[1]},\"url\":\"http://old\",\"token\":\"old\"}");

        file.write(URI.create("http://new"), "new", null);

        assertThat(file.path())
                .content()
                .isEqualToIgnoringWhitespace("{\"theme\":{\"a\":[1]},\"url\":\"http://new\",\"token\":\"new\"}");
        assertThat(file.read()).isEqualTo(new SettingsFile.Saved("http://new", "new", null));
    }

    @Test
    void makesAReadableFilePrivate() throws IOException {
        Files.writeString(file.path(), "{}");
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));

        file.write(URI.create("http://new"), "new", null);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    void readsNothingWhereThereIsNothing() {
        assertThat(file.read()).isEqualTo(new SettingsFile.Saved(null, null, null));
    }

    @Test
    void readsWhatIsNoTextAsNothing() throws IOException {
        Files.writeString(file.path(), "{\"url\":null,\"token\":{\"x\":1},\"url\":\"http://x\"}");

        assertThat(file.read()).isEqualTo(new SettingsFile.Saved("http://x", null, null));
    }

    @Test
    void saysThatItCannotBeReadAndNotWhatIsInIt() throws IOException {
        Files.writeString(file.path(), "{\"token\":\"secret\" oops");

        assertThatThrownBy(file::read)
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.whatHappened() + e.whatToDo()).doesNotContain("secret"));
    }

    @Test
    void takesUrlsAsPeopleTypeThem() {
        assertThat(Gateway.parseUrl(" https://spark.example.org/base// "))
                .hasToString("https://spark.example.org/base");
        for (var url :
                new String[] {"localhost:8080", "ftp://x", "http://", "http://u:p@x", "http://x?y", "", "http://a b"}) {
            assertThatThrownBy(() -> Gateway.parseUrl(url)).as(url).isInstanceOf(Failure.class);
        }
    }

    @Test
    void neverPrintsAToken() {
        var gateway = new Gateway(URI.create("http://x"), "secret");

        assertThat(gateway + "" + new SettingsFile.Saved("http://x", "secret", null))
                .doesNotContain("secret");
    }

    @Test
    void knowsTheSamePlaceByItsOtherName() {
        assertThat(Gateway.isSamePlace(URI.create("http://localhost:8080"), URI.create("http://127.0.0.1:8080")))
                .isTrue();
        assertThat(Gateway.isSamePlace(URI.create("https://x"), URI.create("https://x:443/y")))
                .isTrue();
        assertThat(Gateway.isSamePlace(URI.create("http://x"), URI.create("https://x")))
                .isFalse();
        assertThat(Gateway.isSamePlace(URI.create("http://x:1"), URI.create("http://x:2")))
                .isFalse();
        assertThat(Gateway.isSamePlace(URI.create("https://x"), URI.create("https://y")))
                .isFalse();
    }
}
