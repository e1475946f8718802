package dev.spark.cli.session;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Api;
import dev.spark.cli.http.Patience;
import dev.spark.cli.network.Network;
import dev.spark.cli.output.Durations;
import dev.spark.cli.output.Output;
import dev.spark.cli.output.When;
import dev.spark.cli.settings.Gateway;
import dev.spark.cli.settings.Settings;
import dev.spark.cli.sparks.FollowSpark;
import dev.spark.cli.sparks.Sparks;
import dev.spark.cli.ssh.AccountKeys;
import dev.spark.cli.ssh.HostTrust;
import dev.spark.cli.ssh.SparkFiles;
import dev.spark.cli.surroundings.Surroundings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one run of the command line works with. Nothing is read or connected before it is asked for. */
public final class Session {
    private final Surroundings surroundings;
    private final Output output;
    private final Settings settings;
    private @Nullable Api api;

    public Session(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.output = new Output(surroundings);
        this.settings = new Settings(surroundings);
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public Output output() {
        return output;
    }

    public Settings settings() {
        return settings;
    }

    /** The gateway's API, at the gateway that is set. */
    public Api api() {
        if (api == null) {
            api = apiOf(settings.gateway());
        }
        return api;
    }

    public Api apiOf(Gateway gateway) {
        return apiOf(gateway, patience());
    }

    /** The same gateway's, asked once: for whoever can do without an answer. */
    public Api impatientApi() {
        return apiOf(settings.gateway(), Duration.ZERO);
    }

    private Api apiOf(Gateway gateway, Duration patience) {
        var network = new Network(surroundings.environment(), settings::caFile);
        return new Api(gateway, network, new Patience(surroundings.time(), patience, output::progress));
    }

    /** Times, seen from now. */
    public When when() {
        return new When(surroundings.time().now());
    }

    private Duration patience() {
        var set = surroundings.variable("SPARK_RETRY_FOR");
        try {
            return set == null ? Patience.USUAL : set.equals("0") ? Duration.ZERO : Durations.parse(set);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage(
                    "SPARK_RETRY_FOR: " + e.getMessage(), "Set it to something like 30s, or unset it.");
        }
    }

    public Sparks sparks() {
        return new Sparks(api());
    }

    public FollowSpark follow() {
        return new FollowSpark(api(), surroundings.time());
    }

    /** Asks once: what is done for courtesy does not wait for a gateway that restarts. */
    public SshHosts sshHosts() {
        return new SshHosts(impatientApi(), surroundings);
    }

    /** Asks once, as {@link #sshHosts}. */
    public HostTrust hostTrust() {
        return new HostTrust(impatientApi(), new SparkFiles(surroundings.configFolder()));
    }

    /** Brings the list of ssh hosts up to date, if this run has changed which sparks there are, or has listed them. */
    public void refreshSshHosts() {
        if (api != null && api.hasSeenSparks()) {
            sshHosts().refresh();
        }
    }

    public AccountKeys accountKeys() {
        return new AccountKeys(api(), surroundings);
    }
}
