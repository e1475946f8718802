package dev.spark.cli.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.bytes.ByteText;
import dev.spark.cli.failure.Failure;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemProgramsTest {
    @TempDir
    Path folder;

    private Path script(String name, String content) throws IOException {
        var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + content + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void findsProgramsOnThePathOnly() throws IOException {
        var hello = script("hello", "true");
        Files.writeString(folder.resolve("not-executable"), "");
        var programs = new SystemPrograms(Map.of("PATH", "/nowhere:" + folder), Map.of());

        assertThat(programs.find("hello")).contains(hello);
        assertThat(programs.find("not-executable")).isEmpty();
        assertThat(programs.find("missing")).isEmpty();
        assertThat(new SystemPrograms(Map.of(), Map.of()).find("hello")).isEmpty();
    }

    @Test
    void hearsWhatAProgramSays() throws IOException {
        var programs = new SystemPrograms(Map.of("WHO", "you"), Map.of());

        assertThat(programs.ask(List.of(script("talk", "echo hello $WHO; echo oops >&2; cat; exit 3")
                        .toString())))
                .isEqualTo(new Programs.Said(3, "hello you\n", "oops\n"));
    }

    @Test
    void passesTheExitCodeOn() throws IOException {
        var programs = new SystemPrograms(Map.of(), Map.of());

        assertThat(programs.run(List.of(script("fail", "exit $CODE").toString()), Map.of("CODE", "9")))
                .isEqualTo(9);
    }

    @Test
    void givesAProgramTheBytesOfItsWords() {
        var programs = new SystemPrograms(System.getenv(), System.getenv());
        var words = List.of(
                "größe ✓ 日本",
                "u\u0308",
                "🎆",
                "\udcff\udc80x",
                "",
                "$(id) `id` \"'",
                "-n",
                "%s\\n\\c",
                "line\n\n",
                "a b");
        var command = new ArrayList<>(List.of("/usr/bin/printf", "%s|"));
        command.addAll(words);
        var hex = new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\" | od -An -v -tx1 | tr -d ' \\n'", "sh"));
        hex.addAll(command);

        var expected = new StringBuilder();
        words.forEach(word ->
                expected.append(HexFormat.of().formatHex(ByteText.bytes(word))).append("7c"));
        assertThat(programs.ask(hex)).isEqualTo(new Programs.Said(0, expected.toString(), ""));
    }

    @Test
    void hasItsWordsAndItsEnvironmentByteForByteInAnyLocale() throws Exception {
        for (var locale : List.of("C", "C.UTF-8", "xx_YY.UTF-8")) {
            var builder = new ProcessBuilder(
                    "/bin/sh",
                    "-c",
                    "exec env -u LANG LC_ALL=" + locale
                            + " V=\"$(printf 'gr\\303\\274\\377')\" \"$1\" -cp \"$2\" dev.spark.cli.surroundings.Echo"
                            + " plain \"$(printf 'u\\314\\210 \\360\\237\\216\\206 \\377')\" ''",
                    "sh",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    System.getProperty("java.class.path"));
            var echo = builder.redirectErrorStream(true).start();
            var said = new String(echo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).as(locale).isEqualTo("plain|u\u0308 🎆 <ff>||gr\u00fc<ff>|147 162 303 274 377");
        }
    }

    @Test
    void saysThatAProgramCannotBeStarted() {
        Assertions.assertThatThrownBy(() -> new SystemPrograms(Map.of(), Map.of()).ask(List.of("/no/such/program")))
                .isInstanceOf(Failure.class);
    }

    @Test
    void endsAReadOfStandardInputWhenItIsClosed() throws Exception {
        var pipe = folder.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        var writer = CompletableFuture.supplyAsync(() -> {
            try {
                return new java.io.FileOutputStream(pipe.toFile());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        var input = new StandardInput(new FileInputStream(pipe.toFile()));
        var read = CompletableFuture.supplyAsync(() -> {
            try {
                return input.read();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        writer.get(10, TimeUnit.SECONDS);

        input.close();

        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    }
}
