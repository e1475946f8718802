package dev.spark.cli.network;

import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A proxy does not connect. */
public final class ProxyRefused extends IOException {
    /** As the JDK's client says it. */
    private static final Pattern NO_TUNNEL = Pattern.compile("Unable to tunnel through proxy.*HTTP/1\\.\\d (\\d{3}).*");

    public static final int WANTS_PASSWORD = 407;

    private final int status;

    public ProxyRefused(int status) {
        super("the proxy answered with " + status);
        this.status = status;
    }

    /** What the exception says of a proxy, none where it is about something else. */
    public static @Nullable ProxyRefused in(IOException e) {
        if (e instanceof ProxyRefused refused) {
            return refused;
        }
        var match = NO_TUNNEL.matcher(String.valueOf(e.getMessage()));
        return match.matches() ? new ProxyRefused(Integer.parseInt(match.group(1))) : null;
    }

    /** What it answered. */
    public int status() {
        return status;
    }
}
