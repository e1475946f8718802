package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.gateway.FakeProxy;
import dev.spark.cli.run.Cli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that only a proxy knows, by name, and one whose certificate a company has signed itself. */
class ProxyTest {
    private static final String WHOAMI = "{\"user\":\"ada\",\"role\":\"member\"}";
    private static final Path CA = resource("/tls/ca.pem");

    @TempDir
    Path home;

    final List<AutoCloseable> open = new ArrayList<>();

    FakeGateway plain;
    FakeGateway secure;
    Cli cli;

    private static Path resource(String name) {
        try {
            return Path.of(ProxyTest.class.getResource(name).toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        plain = keep(new FakeGateway());
        secure = keep(FakeGateway.secure());
        for (var gateway : List.of(plain, secure)) {
            gateway.on("GET", "/v1/whoami", json(200, WHOAMI));
            gateway.on("POST", "/v1/sparks/demo/sleep", json(202, "{\"name\":\"demo\",\"state\":\"asleep\"}"));
            gateway.on("GET", "/v1/sparks/demo/tunnel", exchange -> {
                var socket = exchange.webSocket(Map.of());
                assertThat(socket.read().payload()).isEqualTo("ping".getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < 8; i++) {
                    socket.frame(0x89, new byte[0]);
                    assertThat(socket.read().opcode()).isIn(1, 10);
                    Thread.sleep(100);
                }
                socket.binary("pong".getBytes(StandardCharsets.UTF_8));
                socket.text("EOF");
                while (socket.read().opcode() != 8) {
                    // The rest of its pongs.
                }
                socket.close(1000, "");
            });
        }
        cli = new Cli(home).with("SPARK_TOKEN", "secret-token");
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    @AfterEach
    void stop() throws Exception {
        for (var closeable : open) {
            closeable.close();
        }
        assertThat(plain.broken()).isEmpty();
        // A client that does not trust it breaks off: that is all.
    }

    private FakeProxy before(FakeGateway gateway) throws IOException {
        return keep(new FakeProxy(gateway));
    }

    private String named(FakeGateway gateway) {
        return (gateway == secure ? "https" : "http") + "://gateway.test:" + gateway.port();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
    void goesByTheProxyInTheClear(String variable) throws Exception {
        var proxy = before(plain);

        var result = cli.with("SPARK_URL", named(plain))
                .with(variable, proxy.address())
                .run("whoami");

        assertThat(result.out()).contains("ada");
        assertThat(proxy.requests()).containsExactly("GET " + named(plain) + "/v1/whoami HTTP/1.1");
        assertThat(plain.received().getFirst().header("authorization")).isEqualTo("Bearer secret-token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https_proxy", "HTTPS_PROXY", "all_proxy"})
    void goesByATunnelOfTheProxyWithTls(String variable) throws Exception {
        var proxy = before(secure);

        var result = cli.with("SPARK_URL", named(secure))
                .with("SPARK_CA_FILE", CA.toString())
                .with(variable, "http://" + proxy.address())
                .run("sleep", "demo", "--no-wait");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("demo is asleep\n");
        assertThat(proxy.requests()).containsExactly("CONNECT gateway.test:" + secure.port() + " HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource({"http", "https"})
    void tellsTheProxyWhoItIs(String scheme) throws Exception {
        var gateway = scheme.equals("http") ? plain : secure;
        var proxy = before(gateway).wanting("ada@corp:p:w d");
        cli.with("SPARK_URL", named(gateway))
                .with("SPARK_CA_FILE", CA.toString())
                .with(scheme + "_proxy", "http://ada%40corp:p%3Aw%20d@" + proxy.address());

        assertThat(cli.run("whoami").out()).contains("ada");
        assertThat(cli.reading("ping").run("tunnel", "demo").out()).isEqualTo("pong");
        assertThat(gateway.received()).allMatch(request -> request.header("proxy-authorization") == null);
    }

    @ParameterizedTest
    @CsvSource({"http", "https"})
    void saysThatTheProxyWantsAPassword(String scheme) throws Exception {
        var gateway = scheme.equals("http") ? plain : secure;
        var proxy = before(gateway).wanting("ada:right");
        cli.with("SPARK_URL", named(gateway)).with("SPARK_CA_FILE", CA.toString());
        for (var user : List.of("", "ada:wrong@")) {
            cli.with("ALL_PROXY", "http://" + user + proxy.address());
            for (var command : List.of("whoami", "tunnel demo")) {
                var result = cli.run(command.split(" "));

                assertThat(result.exitCode()).isEqualTo(69);
                assertThat(result.err())
                        .isEqualTo("spark: the proxy at " + proxy.address()
                                + " wants a user and a password that it knows\n"
                                + "       Write them into HTTPS_PROXY or HTTP_PROXY: http://USER:PASSWORD@"
                                + proxy.address() + "\n");
            }
        }
        assertThat(gateway.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"whoami", "tunnel demo"})
    void saysThatTheProxyDoesNotConnect(String command) throws Exception {
        var proxy = before(secure).refusing(403);

        var result = cli.with("SPARK_URL", named(secure))
                .with("https_proxy", proxy.address())
                .run(command.split(" "));

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err())
                .startsWith(
                        "spark: the proxy at " + proxy.address() + " does not connect to " + named(secure) + " (403)\n")
                .contains("NO_PROXY");
    }

    @Test
    void saysThatTheProxyIsAway() throws Exception {
        // Nobody has ever accepted on it: a server that ends may still take a connection.
        String away;
        try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            away = "127.0.0.1:" + unused.getLocalPort();
        }

        var result =
                cli.with("SPARK_URL", named(plain)).with("http_proxy", away).run("whoami");

        assertThat(result.err()).contains("the proxy at " + away + " cannot be reached");
    }

    @ParameterizedTest
    @CsvSource({"http", "https"})
    void keepsAnIdleTunnelOpenThatAProxyWouldCut(String scheme) throws Exception {
        var gateway = scheme.equals("http") ? plain : secure;
        var proxy = before(gateway).cuttingAfter(Duration.ofMillis(400));
        cli.with("SPARK_URL", named(gateway)).with("SPARK_CA_FILE", CA.toString());

        var result = cli.with("ALL_PROXY", proxy.address()).reading("ping").run("tunnel", "demo");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("pong");
        assertThat(proxy.requests()).containsExactly("CONNECT gateway.test:" + gateway.port() + " HTTP/1.1");
    }

    @Test
    void reachesThisMachineAndWhatIsListedDirectly() throws Exception {
        var proxy = before(plain).refusing(403);

        assertThat(cli.with("SPARK_URL", plain.url().toString())
                        .with("http_proxy", proxy.address())
                        .run("whoami")
                        .out())
                .contains("ada");
        assertThat(cli.with("SPARK_URL", "http://gateway.test:1")
                        .with("SPARK_RETRY_FOR", "0s")
                        .with("NO_PROXY", ".test")
                        .run("whoami")
                        .err())
                .contains("the host gateway.test is not known");
    }

    @Test
    void doesNotShowThePasswordOfAProxyThatCannotBeRead() {
        var result = cli.with("SPARK_URL", "http://gateway.test")
                .with("http_proxy", "http://ada:geheim^@proxy:x")
                .run("whoami");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("spark: http_proxy is not the address of a proxy\n")
                .doesNotContain("geheim");
    }

    @Test
    void trustsTheAuthorityThatIsNamedAndRemembersItAtLogin() {
        var url = "https://127.0.0.1:" + secure.port();
        cli.with("SPARK_URL", url).with("SPARK_CA_FILE", CA.toString()).without("SPARK_TOKEN");

        assertThat(cli.reading("secret-token")
                        .run("login", url, "--token-stdin")
                        .out())
                .contains("Logged in");
        assertThat(cli.without("SPARK_CA_FILE")
                        .without("SPARK_URL")
                        .run("whoami")
                        .out())
                .contains("ada");
        assertThat(cli.reading("ping").run("tunnel", "demo").out()).isEqualTo("pong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whoami", "tunnel demo"})
    void saysWhatToDoAboutAnAuthorityThatIsNotKnown(String command) {
        var result = cli.with("SPARK_URL", "https://127.0.0.1:" + secure.port()).run(command.split(" "));

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err())
                .startsWith("spark: no trusted TLS connection to https://127.0.0.1:")
                .contains("unable to find valid certification path", "SPARK_CA_FILE=/path/to/ca.pem");
    }

    @Test
    void trustsNobodyUnderAnotherName() throws Exception {
        var proxy = before(secure);

        var result = cli.with("SPARK_URL", "https://other.test:" + secure.port())
                .with("SPARK_CA_FILE", CA.toString())
                .with("https_proxy", proxy.address())
                .run("tunnel", "demo");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err()).contains("no trusted TLS connection to", "other.test");
    }

    @Test
    void saysThatTheAuthoritysFileIsNone() {
        var result = cli.with("SPARK_URL", "https://127.0.0.1:" + secure.port())
                .with("SPARK_CA_FILE", home.resolve("none.pem").toString())
                .run("whoami");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("spark: SPARK_CA_FILE: no certificates can be read from " + home);
    }
}
