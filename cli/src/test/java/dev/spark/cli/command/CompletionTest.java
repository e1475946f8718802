package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on(
                "GET", "/v1/sparks", json(200, Bodies.page("null", "{\"name\":\"demo\"}", "{\"name\":\"dolphin\"}")));
        gateway.on("GET", "/v1/templates", json(200, "{\"items\":[{\"name\":\"api-go\"},{\"name\":\"default\"}]}"));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    private List<String> candidates(String... words) {
        var args = new ArrayList<>(List.of("__complete"));
        args.addAll(List.of(words));
        var result = cli.run(args.toArray(String[]::new));
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        return result.out().lines().toList();
    }

    @Test
    void knowsCommandsAndTheirSubcommands() {
        assertThat(candidates("")).contains("create", "ls", "ssh", "help", "completion");
        assertThat(candidates("st")).containsExactly("status", "stop");
        assertThat(candidates("help", "st")).containsExactly("status", "stop");
        assertThat(candidates("key", "")).containsExactly("add", "list", "ls", "remove", "rm");
        assertThat(candidates("nonsense", "")).isEmpty();
    }

    @Test
    void knowsOptionsAndTheirValues() {
        assertThat(candidates("create", "--te")).containsExactly("--template");
        assertThat(candidates("status", "demo", "-o", "")).containsExactly("json", "text");
        assertThat(candidates("status", "demo", "--output", "=", "j")).containsExactly("json");
        assertThat(candidates("create", "--wake-policy", "m")).containsExactly("manual");
        assertThat(candidates("create", "--template", "a")).containsExactly("api-go");
        assertThat(candidates("completion", "")).containsExactly("bash", "fish", "zsh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "why", "shell", "ssh", "exec", "delete", "hold", "events", "logs", "forward"})
    void knowsTheNamesOfSparks(String command) {
        assertThat(candidates(command, "d")).containsExactly("demo", "dolphin");
        assertThat(gateway.calls()).containsExactly("GET /v1/sparks?prefix=d&limit=200");
    }

    @Test
    void proposesNoNamesForANewOneNorSomebodyElsesWords() {
        assertThat(candidates("create", "")).isEmpty();
        assertThat(candidates("exec", "demo", "--", "")).isEmpty();
        assertThat(gateway.calls()).isEmpty();
    }

    @Test
    void isSilentWithoutAGateway() throws IOException {
        gateway.close();

        assertThat(candidates("status", "")).isEmpty();
        cli = new Cli(home);
        assertThat(candidates("status", "")).isEmpty();
    }

    @Test
    void worksInBash() throws Exception {
        var script = Files.writeString(
                home.resolve("script"), cli.run("completion", "bash").out());
        var program = Files.writeString(
                home.resolve("spark"),
                "#!/bin/sh\nprintf '%s.' \"$@\" > " + home + "/asked\nprintf 'demo\\ndolphin\\n'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script + "; COMP_WORDS=(spark status '' -o); COMP_CWORD=2; _spark " + program
                                + " '' status; printf '%s;' \"${COMPREPLY[@]}\"; complete -p spark")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("demo;dolphin;complete -o default -F _spark spark\n");
        assertThat(home.resolve("asked")).hasContent("__complete.status..");
    }

    @ParameterizedTest
    @CsvSource({"zsh, compdef _spark spark", "fish, complete -c spark -a"})
    void printsWhatOtherShellsNeed(String shell, String line) {
        assertThat(cli.run("completion", shell).out()).contains(line, "__complete");
        assertThat(cli.run("completion", "tcsh").exitCode()).isEqualTo(2);
    }
}
