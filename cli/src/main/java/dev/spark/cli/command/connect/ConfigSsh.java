package dev.spark.cli.command.connect;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Session;
import dev.spark.cli.ssh.PublicKey;
import dev.spark.cli.ssh.SshConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spark config-ssh}. */
@Command(
        name = "config-ssh",
        description = "Teaches ssh, scp, rsync and editors the hosts NAME.spark.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark config-ssh              adds one Include line to ~/.ssh/config",
            "  ssh demo.spark",
            "  rsync -a project/ demo.spark:project/",
            "  spark config-ssh --remove     takes it out again"
        })
public final class ConfigSsh implements Callable<Integer> {
    @Option(names = "--remove", description = "Takes out again what was added.")
    private boolean remove;

    private final Session session;

    public ConfigSsh(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var config = new SshConfig(session.surroundings());
        if (remove) {
            session.output()
                    .line(
                            config.remove()
                                    ? config.userConfig() + " is as it was before"
                                    : "There was nothing to remove");
            return 0;
        }
        var changed = config.install(accountKeys());
        session.output()
                .line(
                        changed
                                ? "ssh NAME.spark works now, and so do scp and rsync"
                                : "ssh NAME.spark is set up already");
        return 0;
    }

    /** One at least, so that the first ssh gets in; none without a gateway: the configuration is written all the same. */
    private List<PublicKey> accountKeys() {
        try {
            return session.settings().areThere() ? session.accountKeys().withOneAtLeast() : List.of();
        } catch (Failure e) {
            session.output().note(e.whatHappened() + "; your SSH keys were not looked at");
            return List.of();
        }
    }
}
