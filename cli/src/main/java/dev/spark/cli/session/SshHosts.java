package dev.spark.cli.session;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Api;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Pages;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.ssh.AccountKeys;
import dev.spark.cli.ssh.SshConfig;
import dev.spark.cli.surroundings.Surroundings;
import java.io.IOException;
import java.util.ArrayList;

/** Keeps the sparks' hosts in the ssh configuration that {@code spark config-ssh} writes. */
public final class SshHosts {
    private final Api api;
    private final Surroundings surroundings;
    private final SshConfig config;

    SshHosts(Api api, Surroundings surroundings) {
        this.api = api;
        this.surroundings = surroundings;
        this.config = new SshConfig(surroundings);
    }

    /**
     * The account as the gateway knows it now; it has one key at least, so that the first ssh gets in.
     *
     * @throws Failure if the gateway does not tell
     */
    public SshConfig.Account account() {
        var names = new ArrayList<String>();
        Pages.forEach(
                api,
                cursor -> ApiPath.of("sparks").with("cursor", cursor),
                "list of sparks",
                page -> page.stream()
                        .map(Spark::of)
                        .filter(spark -> !spark.isGoing())
                        .forEach(spark -> names.add(spark.name())));
        return new SshConfig.Account(new AccountKeys(api, surroundings).withOneAtLeast(), names);
    }

    /** Writes the hosts that there are now, if the configuration is used at all. A courtesy: it fails in silence. */
    public void refresh() {
        try {
            if (config.isInstalled()) {
                config.update(account());
            }
        } catch (Failure | IOException e) {
            // The next command does it.
        }
    }

    /** The same for the hosts of a connection that is under way: only if the list lacks this one. */
    public void refreshIfMissing(String host) {
        if (config.isInstalled() && !config.lists(host)) {
            refresh();
        }
    }
}
