package dev.spark.cli.command.connect;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.output.Printable;
import dev.spark.cli.session.Session;
import dev.spark.cli.ssh.SshConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spark config-ssh}. */
@Command(
        name = "config-ssh",
        description = "Teaches ssh, scp, rsync and editors the hosts NAME.spark, and keeps their list current.",
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
        var changed = config.install(account());
        session.output()
                .line(
                        changed
                                ? "ssh NAME.spark works now, and so do scp and rsync"
                                : "ssh NAME.spark is set up already");
        tellKnownHosts();
        return 0;
    }

    /** Says what an ssh needs that goes by the jump host alone. */
    private void tellKnownHosts() {
        try {
            if (session.settings().areThere()) {
                var lines = session.hostTrust().learnAuthority();
                session.output().line("For `ssh -J` without this configuration, put into ~/.ssh/known_hosts:");
                lines.forEach(line -> session.output().line("  " + Printable.of(line)));
            }
        } catch (IOException | Failure e) {
            // An older gateway has no authority; the first connection asks again.
        }
    }

    /** None without a gateway: the configuration is written all the same. */
    private SshConfig.@Nullable Account account() {
        try {
            return session.settings().areThere() ? session.sshHosts().account() : null;
        } catch (Failure e) {
            session.output().note(e.whatHappened() + "; your sparks and SSH keys were not looked at");
            return null;
        }
    }
}
