package dev.spark.cli.command.account;

import dev.spark.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spark key}. */
@Command(
        name = "key",
        description = "The SSH keys that your sparks let in.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  spark key add ~/.ssh/id_ed25519.pub", "  spark key list", "  spark key remove laptop"})
public final class Keys implements Runnable {
    @Spec
    private CommandSpec spec;

    public static CommandLine group(Session session) {
        return new CommandLine(new Keys())
                .addSubcommand(new KeyAdd(session))
                .addSubcommand(new KeyList(session))
                .addSubcommand(new KeyRemove(session));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: add, list or remove");
    }
}
