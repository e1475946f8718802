package dev.spark.cli.network;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a URL is reached by, as the environment says: {@code http_proxy}, {@code https_proxy}, {@code all_proxy} and
 * {@code no_proxy}, in small letters before large ones. One that is set to nothing means none.
 */
final class Proxies {
    private final Map<String, String> environment;

    Proxies(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The proxy for that URL, none where it is reached directly.
     *
     * @throws dev.spark.cli.failure.Failure if the variable that counts does not name one
     */
    @Nullable
    ProxyServer of(URI url) {
        var none = named("no_proxy", "NO_PROXY");
        if (new NoProxy(none == null ? "" : environment.getOrDefault(none, ""))
                .covers(url.getHost(), Hosts.port(url))) {
            return null;
        }
        var own = Hosts.isSecure(url) ? named("https_proxy", "HTTPS_PROXY") : named("http_proxy", httpProxy());
        var variable = own != null ? own : named("all_proxy", "ALL_PROXY");
        var value = variable == null ? "" : environment.getOrDefault(variable, "");
        return variable == null || value.isBlank() ? null : ProxyServer.parse(variable, value);
    }

    /** In a CGI script the large one is a header of the request, which anybody can send. */
    private String httpProxy() {
        return environment.containsKey("REQUEST_METHOD") ? "http_proxy" : "HTTP_PROXY";
    }

    private @Nullable String named(String... names) {
        return List.of(names).stream()
                .filter(environment::containsKey)
                .findFirst()
                .orElse(null);
    }
}
