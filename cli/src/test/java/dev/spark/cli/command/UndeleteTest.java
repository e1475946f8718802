package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndeleteTest {
    private static final String ID = "/v1/sparks/s-7f3kq2m9ab";
    private static final String UNDELETE = "/v1/sparks/demo/undelete";

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on("POST", UNDELETE, json(202, Bodies.spark("falling_asleep")));
        gateway.on("GET", ID, json(200, Bodies.spark("falling_asleep")), json(200, Bodies.spark("asleep")));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    @Test
    void takesItOutAndWaitsUntilItSleeps() {
        var result = cli.run("undelete", "demo");

        assertThat(result.out()).startsWith("demo is asleep after ");
        assertThat(result.exitCode()).isZero();
        assertThat(gateway.last("POST", UNDELETE).header("idempotency-key")).isNotBlank();
    }

    @Test
    void takesItByIdToo() {
        gateway.on("POST", ID + "/undelete", json(202, Bodies.spark("asleep")));

        assertThat(cli.run("undelete", "s-7f3kq2m9ab").exitCode()).isZero();
    }

    @Test
    void comesBackAtOnceWhenTold() {
        var result = cli.run("undelete", "demo", "--no-wait");

        assertThat(result.out()).isEqualTo("demo is falling asleep\n");
        assertThat(gateway.calls()).containsExactly("POST " + UNDELETE);
    }

    @Test
    void printsExactlyTheApisBody() {
        assertThat(cli.run("undelete", "demo", "--no-wait", "-o", "json").out())
                .isEqualTo(Bodies.spark("falling_asleep"));
        assertThat(cli.run("undelete", "demo", "-o", "json").out()).isEqualTo(Bodies.spark("asleep"));
    }

    @Test
    void passesOnThatItIsNotInTheTrash() {
        gateway.on("POST", UNDELETE, problem(409, "conflict", "It cannot be done now", "It is not in the trash."));

        var result = cli.run("undelete", "demo");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: It is not in the trash\n       Look at it: spark status demo\n");
    }

    @Test
    void passesOnThatItsNameIsTaken() {
        gateway.on("POST", UNDELETE, problem(409, "name_taken", "The name is taken", "Another one is called demo."));

        var result = cli.run("undelete", "demo");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: The name is taken\n       Another one is called demo.\n");
    }

    @Test
    void saysThatThereIsNone() {
        var result = cli.run("undelete", "gone");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).startsWith("spark: there is no spark called gone\n");
    }

    @Test
    void doesNotWaitLongerThanTheTimeout() {
        gateway.on("GET", ID, json(200, Bodies.spark("falling_asleep")));

        var result = cli.run("undelete", "demo", "--timeout", "3s");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("spark: demo is still falling asleep; the time to wait is over\n");
    }
}
