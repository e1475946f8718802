package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@code spark exec} is a pipe: bytes in are bytes out, of any number and in any locale, and it ends when its command does. */
@Order(125)
class ExecST {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration AT_ONCE = Duration.ofSeconds(20);
    private static final String NAME = "pipe";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Stack stack;

    @BeforeAll
    static void spark() {
        stack = Stack.running();
        stack.spark("create", NAME).succeeded();
    }

    @AfterAll
    static void removed() {
        stack.admin().deleteAll(SOON);
    }

    /** What a bash says in which {@code spark} is the command. By a file: this JVM's own locale may be anything. */
    private static String said(String script) {
        try {
            Path file = Files.writeString(
                    stack.home.resolve("script.sh"),
                    "export ROOT='" + Stack.root() + "'; spark() { \"$ROOT/spark\" \"$@\"; }\n" + script);
            return stack.shell("bash '" + file + "'").out();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode answer(String... command) throws IOException {
        String[] words = new String[command.length + 4];
        words[0] = "exec";
        words[1] = "-o";
        words[2] = "json";
        words[3] = NAME;
        System.arraycopy(command, 0, words, 4, command.length);
        return JSON.readTree(stack.spark(AT_ONCE, words).succeeded().out());
    }

    @Test
    void endsWhenItsCommandDoes() throws IOException {
        assertThat(stack.spark(AT_ONCE, "exec", NAME, "--", "sh", "-c", "sleep 300 & echo started")
                        .succeeded()
                        .out())
                .isEqualTo("started\n");
        JsonNode answer = answer("--", "sh", "-c", "sleep 301 & echo started");
        assertThat(answer.path("exit_code").asInt()).isZero();
        assertThat(answer.path("timed_out").asBoolean()).isFalse();
        assertThat(answer.path("stdout").asText()).isEqualTo("started\n");
        assertThat(stack.spark(
                                AT_ONCE,
                                "exec",
                                NAME,
                                "--",
                                "sh",
                                "-c",
                                "(sleep 2; echo late; echo late >&2; echo alive > left) & exit 5")
                        .exitCode())
                .isEqualTo(5);
        assertThat(said("spark exec " + NAME + " -- pgrep -xfc 'sleep 30[01]'").strip())
                .isEqualTo("2");
        await("what is left running may print")
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(said("spark exec " + NAME + " -- cat left")).isEqualTo("alive\n"));
    }

    @Test
    void hasStreamsThatItsUserMayOpen() {
        assertThat(stack.spark(
                                "exec",
                                NAME,
                                "--",
                                "sh",
                                "-c",
                                "echo one > /dev/stdout; echo two > /dev/stderr; echo $?")
                        .succeeded())
                .satisfies(command -> {
                    assertThat(command.out()).isEqualTo("one\n0\n");
                    assertThat(command.err()).isEqualTo("two\n");
                });
        assertThat(said("echo in | spark exec -i " + NAME + " -- cat /dev/stdin"))
                .isEqualTo("in\n");
    }

    @Test
    void takesWhatLinuxTakes() {
        assertThat(said("spark exec " + NAME + " -- echo $(seq 5000) | wc -w").strip())
                .isEqualTo("5000");
        assertThat(said("spark exec " + NAME + " -- sh -c \"$(head -c 120000 /dev/zero | tr '\\0' '#')\necho ok\""))
                .isEqualTo("ok\n");
        assertThat(said("w=$(head -c 120000 /dev/zero | tr '\\0' x); spark exec " + NAME
                                + " -- sh -c 'echo $#' $w $w $w $w $w $w $w $w $w $w $w $w")
                        .strip())
                .isEqualTo("11");
        assertThat(said("w=$(head -c 99000 /dev/zero | tr '\\0' \"'\"); spark exec " + NAME
                                + " -- printf %s \"$w\" \"$w\" | wc -c")
                        .strip())
                .isEqualTo("198000");
    }

    @Test
    void passesBytesOnInAnyLocale() throws IOException {
        String hex = " | od -An -v -tx1 | tr -d ' \\n'";
        for (String locale :
                new String[] {"env LC_ALL=C", "env -u LC_ALL -u LANG -u LC_CTYPE", "env LC_ALL=xx_YY.UTF-8"}) {
            String spark = locale + " \"" + Stack.root() + "/spark\" ";
            assertThat(said(spark + "exec " + NAME + " -- printf '%s|' 'größe ✓ 日本' $'u\\xcc\\x88' '🎆' $'\\xff\\xfc'"
                            + hex))
                    .as(locale)
                    .isEqualTo("6772c3b6c39f6520e29c9320e697a5e69cac7c75cc887cf09f8e867cfffc7c");
            assertThat(said(spark + "exec -e N=Jürgen -e B=$'\\xfc' " + NAME + " -- sh -c 'printf %s \"$N$B\"'" + hex))
                    .as(locale)
                    .isEqualTo("4ac3bc7267656efc");
        }
        assertThat(said("mkdir -p ~/Übung; cd ~/Übung; echo x > müller.txt; LC_ALL=C spark cp müller.txt '" + NAME
                        + ":Ordner ü.txt' && LC_ALL=C spark cp '" + NAME
                        + ":Ordner ü.txt' $'gr\\xfc\\xdfe' && cat $'gr\\xfc\\xdfe'"
                        + " && spark exec " + NAME + " -- ls 'Ordner ü.txt'"))
                .isEqualTo("x\nOrdner ü.txt\n");
        assertThat(
                        said(
                                "LC_ALL=C spark create greeted --env GREETING=grüß > /dev/null 2>&1; spark exec greeted -- printenv GREETING"))
                .isEqualTo("grüß\n");
        assertThat(said("LC_ALL=C spark create refused --env G=$'\\xfc' 2>&1; echo $?"))
                .startsWith("spark: what is given for “G” is not UTF-8")
                .endsWith("2\n");
    }

    @Test
    void reachesAServerOnEitherLoopback() {
        String serve = "tmux new-session -d -s v%d 'python3 -m http.server --bind %s %d'";
        stack.spark("exec", NAME, "--", "sh", "-c", serve.formatted(6, "::1", 5173))
                .succeeded();
        stack.spark("exec", NAME, "--", "sh", "-c", serve.formatted(4, "127.0.0.1", 5174))
                .succeeded();
        for (int port : new int[] {5173, 5174}) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(said("""
                            exec 3< <(exec "%s/spark" forward %s 0:%d 2> /dev/null)
                            forward=$!
                            trap 'kill $forward' EXIT
                            read -r line <&3
                            curl -s -o /dev/null -w '%%{http_code}' --max-time 20 "http://${line%%%% is *}/"
                            """.formatted(Stack.root(), NAME, port)))
                            .isEqualTo("200"));
        }
    }

    @Test
    void knowsTheTerminalsOfToday() {
        said("""
                cat > ~/look.sh <<'E'
                printf '%s %s ' "$TERM" "$(tput colors)" > seen; clear > /dev/null; tmux -L t new-session true; echo $? >> seen
                E
                spark cp -q ~/look.sh NAME:
                """.replace("NAME", NAME));
        for (String terminal :
                new String[] {"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "tmux-256color"}) {
            said("TERM=" + terminal + " script -qec '\"$ROOT/spark\" shell " + NAME
                    + " -- -tt sh look.sh' /dev/null > /dev/null");
            assertThat(said("spark exec " + NAME + " -- cat seen")).isEqualTo(terminal + " 256 0\n");
        }
        said("TERM=of-tomorrow script -qec '\"$ROOT/spark\" exec " + NAME
                + " -- sh -c \"echo \\$TERM \\$SPARK_TERM > seen\"' /dev/null > /dev/null");
        assertThat(said("spark exec " + NAME + " -- cat seen")).isEqualTo("xterm-256color of-tomorrow\n");
    }
}
