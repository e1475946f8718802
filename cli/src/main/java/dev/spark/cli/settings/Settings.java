package dev.spark.cli.settings;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.surroundings.Surroundings;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The person's settings: {@code SPARK_URL} and {@code SPARK_TOKEN} before {@code config.json}. */
public final class Settings {
    private final Surroundings surroundings;
    private final SettingsFile file;

    public Settings(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.file = new SettingsFile(surroundings.configFolder());
    }

    /**
     * The gateway to use. A token from the file is shown to no other place than the one it was written down for: with
     * another {@code SPARK_URL} there is none.
     *
     * @throws Failure if no gateway is set, or the URL is not one
     */
    public Gateway gateway() {
        var url = surroundings.variable("SPARK_URL");
        var token = surroundings.variable("SPARK_TOKEN");
        if (url != null && token != null) {
            return new Gateway(Gateway.parseUrl(url), token);
        }
        var saved = file.read();
        var savedUrl = saved.url() == null ? null : Gateway.parseUrl(saved.url());
        var chosen = url != null ? Gateway.parseUrl(url) : savedUrl;
        if (chosen == null) {
            throw Failure.wrongUsage(
                    "no gateway is set",
                    "Start one on this machine with `spark up`, or use another: spark login URL --token-stdin");
        }
        return new Gateway(chosen, token != null ? token : tokenFor(chosen, savedUrl, saved.token()));
    }

    private static @Nullable String tokenFor(URI chosen, @Nullable URI savedUrl, @Nullable String savedToken) {
        return savedUrl != null && Gateway.isSamePlace(chosen, savedUrl) ? savedToken : null;
    }

    /**
     * Certificate authorities to trust beside the usual: {@code SPARK_CA_FILE} before what {@code config.json} names, so that
     * an editor that is started without the variable connects too.
     */
    public @Nullable Path caFile() {
        var set = surroundings.variable("SPARK_CA_FILE");
        var named = set != null ? set : file.read().caFile();
        return named == null ? null : Path.of(named).toAbsolutePath();
    }

    /** Whether any gateway is set, by whatever way. */
    public boolean areThere() {
        return surroundings.variable("SPARK_URL") != null || file.read().url() != null;
    }

    public SettingsFile file() {
        return file;
    }
}
