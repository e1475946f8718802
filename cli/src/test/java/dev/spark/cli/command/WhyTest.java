package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
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

class WhyTest {
    private static final String AWAKE = """
            {"state":"running","state_since":"2026-03-01T10:00:00Z",\
            "decision":"It is awake because it is used: connections.","verdict":"active",\
            "measured_at":"2026-03-01T11:59:50.123Z","last_active_at":"2026-03-01T11:59:50.123Z","idle_timeout":"30m",\
            "signals":[\
            {"kind":"connections","level":"active","active_at":"2026-03-01T11:59:50Z","detail":"2 open"},\
            {"kind":"cpu","level":"quiet","active_at":"2026-03-01T11:40:00Z","detail":"0.01 cores"},\
            {"kind":"database","level":"unknown","active_at":null,"detail":"does not answer"}],\
            "holds":[{"name":"build","until":"2026-03-01T14:00:00Z","reason":"nightly build","requested_by":"ada"}],\
            "next":[{"what":"sleep","at":"2026-03-01T12:30:00Z"},{"what":"expire","at":"2026-03-08T12:00:00Z"}]}""";

    private static final String ASLEEP = """
            {"state":"asleep","state_since":"2026-03-01T11:57:00Z",\
            "decision":"It sleeps: nobody has used it for 30m.","verdict":null,"measured_at":null,\
            "last_active_at":null,"idle_timeout":"30m","signals":[],"holds":[],"next":[]}""";

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on("GET", "/v1/sparks/demo/activity", json(200, AWAKE));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    @Test
    void saysWhyItIsAwakeAndWhatIsNext() {
        var result = cli.run("why", "demo");

        assertThat(result.out()).isEqualTo("""
                        demo  running  since 2026-03-01T10:00:00Z (2h ago)
                          It is awake because it is used: connections.

                          last used  2026-03-01T11:59:50Z (9s ago)
                          measured   2026-03-01T11:59:50Z (9s ago)
                          sleeps     after 30m without use

                        SIGNAL       LEVEL    LAST ACTIVE                     DETAIL
                        connections  active   2026-03-01T11:59:50Z (10s ago)  2 open
                        cpu          quiet    2026-03-01T11:40:00Z (20m ago)  0.01 cores
                        database     unknown                                  does not answer

                        HOLD   UNTIL                         BY   REASON
                        build  2026-03-01T14:00:00Z (in 2h)  ada  nightly build

                        NEXT                     AT
                        falls asleep             2026-03-01T12:30:00Z (in 30m)
                        expires, into the trash  2026-03-08T12:00:00Z (in 7d)
                        To keep it awake, used or not: spark hold demo 2h --reason REASON
                        """);
        assertThat(result.exitCode()).isZero();
        assertThat(gateway.calls()).containsExactly("GET /v1/sparks/demo/activity");
    }

    @Test
    void saysWhyItSleeps() {
        gateway.on("GET", "/v1/sparks/demo/activity", json(200, ASLEEP));

        assertThat(cli.run("why", "demo.spark").out()).isEqualTo("""
                        demo  asleep  since 2026-03-01T11:57:00Z (3m ago)
                          It sleeps: nobody has used it for 30m.

                        Nothing happens to it by itself.
                        """);
    }

    @Test
    void saysWhenOneThatIsUsedWillSleep() {
        var used = AWAKE.replaceAll("\"next\":.*", "\"next\":[]}");
        gateway.on(
                "GET",
                "/v1/sparks/demo/activity",
                json(200, used),
                json(200, used.replace("\"active\",\"meas", "\"held\",\"meas")));

        assertThat(cli.run("why", "demo").out()).endsWith("""
                        It sleeps 30m after the last of this that counts. At once: spark sleep demo
                        To keep it awake, used or not: spark hold demo 2h --reason REASON
                        """).doesNotContain("Nothing happens");
        assertThat(cli.run("why", "demo").out()).contains("It sleeps when its holds are over");
    }

    @Test
    void coloursTheLevelsOnATerminal() {
        var result = cli.on(new FakeTerminal(true, true, true)).run("why", "demo");

        assertThat(result.out())
                .contains("\u001b[32mactive\u001b[0m", "\u001b[33munknown\u001b[0m", "\u001b[2mquiet\u001b[0m");
    }

    @Test
    void takesControlCharactersOutOfWhatOthersWrote() {
        var nasty = ASLEEP.replace("nobody has", "\\u001b]0;owned\\u0007");
        gateway.on("GET", "/v1/sparks/demo/activity", json(200, nasty));

        assertThat(cli.run("why", "demo").out())
                .doesNotContain("\u001b", "\u0007")
                .contains("owned");
    }

    @Test
    void printsExactlyTheApisBody() {
        assertThat(cli.run("why", "demo", "-o", "json").out()).isEqualTo(AWAKE);
    }

    @Test
    void saysThatThereIsNone() {
        var result = cli.run("why", "gone");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("spark: there is no spark called gone\n");
    }
}
