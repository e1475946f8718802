package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.noContent;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakeTerminal;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldTest {
    private static final String ID_HOLDS = "/v1/sparks/s-7f3kq2m9ab/holds";
    private static final String HOLDS = "/v1/sparks/demo/holds";
    private static final String HOLD = """
            {"name":"build","until":"2026-03-01T14:00:00Z","reason":"nightly build","requested_by":"ada"}""";

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running")));
        gateway.on("POST", ID_HOLDS, json(201, HOLD));
        gateway.on("GET", HOLDS, json(200, Bodies.page("null", HOLD)));
        gateway.on("DELETE", HOLDS + "/build", noContent());
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    @Test
    void keepsItAwakeAndSaysUntilWhen() {
        var result = cli.run("hold", "demo", "2h", "--reason", "nightly build", "--name", "build");

        assertThat(result.out()).isEqualTo("demo is held until 2026-03-01T14:00:00Z (in 2h)\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(gateway.last("POST", ID_HOLDS).text())
                .isEqualTo("{\"name\":\"build\",\"for\":\"2h\",\"reason\":\"nightly build\"}");
    }

    @Test
    void leavesTheNameToTheApi() {
        cli.run("hold", "demo", "2h", "--reason", "x");

        assertThat(gateway.last("POST", ID_HOLDS).text()).isEqualTo("{\"for\":\"2h\",\"reason\":\"x\"}");
    }

    @Test
    void saysHowToTakeItBackOnATerminal() {
        var result = cli.on(new FakeTerminal(false, false, true)).run("hold", "demo", "2h", "--reason", "x");

        assertThat(result.err()).isEqualTo("  take it back: spark hold demo --release build\n");
    }

    @Test
    void saysThatItDoesNotWakeOneThatSleeps() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("asleep")));

        var result = cli.run("hold", "demo", "2h", "--reason", "x");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEqualTo("  it is asleep, and a hold does not wake it: spark wake demo\n");
    }

    @Test
    void showsWhatHoldsIt() {
        var result = cli.run("hold", "demo", "--list");

        assertThat(result.out()).isEqualTo("""
                        HOLD   UNTIL                         BY   REASON
                        build  2026-03-01T14:00:00Z (in 2h)  ada  nightly build
                        """);
        assertThat(gateway.calls()).containsExactly("GET " + HOLDS);
    }

    @Test
    void showsNothingWhereNothingHoldsIt() {
        gateway.on("GET", HOLDS, json(200, Bodies.page("null")));

        assertThat(cli.run("hold", "demo", "--list").out()).isEmpty();
        assertThat(cli.on(new FakeTerminal(true, true, true))
                        .run("hold", "demo", "--list")
                        .err())
                .isEqualTo("Nothing holds demo.\n");
    }

    @Test
    void takesOneBack() {
        var result = cli.run("hold", "demo", "--release", "build");

        assertThat(result.out()).isEqualTo("Released build\n");
        assertThat(gateway.calls()).containsExactly("DELETE " + HOLDS + "/build");
    }

    @Test
    void printsExactlyTheApisBody() {
        assertThat(cli.run("hold", "demo", "2h", "--reason", "x", "-o", "json").out())
                .isEqualTo(HOLD);
        assertThat(cli.run("hold", "demo", "--list", "-o", "json").out()).isEqualTo(Bodies.page("null", HOLD));
        assertThat(cli.run("hold", "demo", "--release", "build", "-o", "json").out())
                .isEmpty();
    }

    @Test
    void saysThatThereIsNone() {
        assertThat(cli.run("hold", "demo", "--release", "other").err())
                .startsWith("spark: there is no hold “other” on a spark called demo\n");
        for (var words : new String[] {"2h --reason x", "--list", "--release x"}) {
            var result = cli.run(("hold gone " + words).split(" "));

            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("spark called gone\n");
        }
    }

    @Test
    void passesARefusalOn() {
        gateway.on("POST", ID_HOLDS, problem(409, "conflict", "It cannot be done now", "It is in the trash."));

        var result = cli.run("hold", "demo", "2h", "--reason", "x");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: It is in the trash\n       Look at it: spark status s-7f3kq2m9ab\n");
    }

    @Test
    void passesOnWhatTheApiSaysOfADurationThatIsTooLong() {
        gateway.on(
                "POST",
                ID_HOLDS,
                problem(400, "invalid_request", "The request is not valid", "for: must be between 1s and 1d"));

        var result = cli.run("hold", "demo", "9d", "--reason", "x");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).endsWith("       for: must be between 1s and 1d\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hold demo",
                "hold demo soon --reason x",
                "hold demo 2h",
                "hold demo --reason x",
                "hold demo 2h --list",
                "hold demo --list --release build",
                "hold demo 2h --release build",
                "hold demo --name build --release build",
                "hold demo --release"
            })
    void refusesWhatDoesNotGoTogetherBeforeAnyCall(String line) {
        var result = cli.run(line.split(" "));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(2);
        assertThat(gateway.calls()).isEmpty();
    }
}
