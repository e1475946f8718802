package dev.spark.cli.ssh;

import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.surroundings.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines by which OpenSSH's programs reach one spark. */
public final class SshCommand {
    private final SshOptions options;
    private final Path ssh;
    private final Spark spark;

    /** @param registered the account's keys */
    public SshCommand(Surroundings surroundings, Path ssh, Spark spark, List<PublicKey> registered) {
        this.options = new SshOptions(surroundings, registered);
        this.ssh = ssh;
        this.spark = spark;
    }

    public List<String> ssh(SshArguments given) {
        var command = new ArrayList<String>();
        command.add(ssh.toString());
        command.addAll(given.options());
        command.addAll(options.to(spark, ssh, given));
        command.add("user@" + SparkName.host(spark.name()));
        command.addAll(given.commandAfterHost());
        return command;
    }

    /**
     * @param flags options of scp
     * @param paths as scp takes them
     */
    public List<String> scp(Path scp, List<String> flags, List<String> paths) {
        var command = new ArrayList<String>();
        command.add(scp.toString());
        command.addAll(flags);
        command.addAll(options.to(spark, ssh, SshArguments.of(List.of())));
        command.add("--");
        command.addAll(paths);
        return command;
    }
}
