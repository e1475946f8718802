package dev.spark.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.cli.failure.Failure;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static String proxy(String url, String... settings) {
        var environment = new java.util.HashMap<String, String>();
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return String.valueOf(new Proxies(environment).of(URI.create(url)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gateway.corp           | corp
            gateway.corp           | .corp
            gateway.corp           | *.corp
            GATEWAY.CORP.          | Gateway.corp
            gateway.corp           | a, b  gateway.corp,c
            gateway.corp           | *
            gateway.corp           | gateway.corp:8443
            10.1.2.3               | 10.1.2.3
            10.1.2.3               | 10.0.0.0/8
            192.168.5.9            | 192.168.4.0/22
            [fd00::17]             | fd00::/8
            [fd00::17]             | [fd00:0::17]
            [fd00::17]             | [fd00::17]:8443
            localhost              | nothing
            app.localhost          | nothing
            127.3.2.1              | nothing
            [::1]                  | nothing
            """)
    void isNotUsedFor(String host, String noProxy) {
        assertThat(proxy("https://" + host + ":8443", "https_proxy", "p:1", "no_proxy", noProxy))
                .isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gateway.corp           | orp
            gateway.corp           | ateway.corp
            gateway.corp           | gateway.corp.example
            gateway.corp           | gateway.corp:443
            gateway.corp           | .
            10.1.2.3               | 2.3
            10.1.2.3               | 10.1.2.0/33
            10.1.2.3               | 11.0.0.0/8
            10.1.2.3               | 10.0.0.0/x
            192.168.8.1            | 192.168.4.0/22
            [fd00::17]             | fe00::/8
            [fd00::17]             | 10.0.0.0/8
            127.0.0.1.example.org  | nothing
            """)
    void isUsedFor(String host, String noProxy) {
        assertThat(proxy("https://" + host + ":8443", "https_proxy", "p:1", "no_proxy", noProxy))
                .isEqualTo("p:1");
    }

    @Test
    void isNamedByTheSchemesVariableInSmallLettersFirst() {
        assertThat(proxy("http://g", "HTTP_PROXY", "a:1", "http_proxy", "b:2", "ALL_PROXY", "c:3"))
                .isEqualTo("b:2");
        assertThat(proxy("https://g", "HTTP_PROXY", "a:1")).isEqualTo("null");
        assertThat(proxy("https://g", "HTTP_PROXY", "a:1", "ALL_PROXY", "c:3")).isEqualTo("c:3");
        assertThat(proxy("https://g", "https_proxy", "", "HTTPS_PROXY", "a:1")).isEqualTo("null");
        assertThat(proxy("http://g", "HTTP_PROXY", "a:1", "NO_PROXY", "*", "no_proxy", "other"))
                .isEqualTo("a:1");
    }

    @Test
    void isNotWhatAHeaderOfACgiRequestSays() {
        assertThat(proxy("http://g", "HTTP_PROXY", "a:1", "REQUEST_METHOD", "GET"))
                .isEqualTo("null");
    }

    @Test
    void hasAPortAUserAndAPassword() {
        var proxy = ProxyServer.parse("https_proxy", "http://ada%40corp:p%3Aw+d@[fd00::1]");

        assertThat(proxy.host()).isEqualTo("fd00::1");
        assertThat(proxy.port()).isEqualTo(1080);
        assertThat(proxy.user()).isEqualTo("ada@corp");
        assertThat(proxy.password()).isEqualTo("p:w+d");
        assertThat(proxy).hasToString("[fd00::1]:1080");
        assertThat(proxy("http://g", "http_proxy", "socks5h://s:9")).isEqualTo("s:9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://p:1", "ftp://p", "http://", "http://p:x", "socks5://a:b@p:1", "http://a b"})
    void isRefusedWhereItIsNone(String value) {
        var proxies = new Proxies(Map.of("http_proxy", value));

        assertThatThrownBy(() -> proxies.of(URI.create("http://g")))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("http_proxy");
    }
}
