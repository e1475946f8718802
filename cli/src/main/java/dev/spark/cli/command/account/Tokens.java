package dev.spark.cli.command.account;

import dev.spark.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spark token}. */
@Command(
        name = "token",
        description = "Tokens, by which people and programs are known to the gateway.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  spark token create ci --expires 30d", "  spark token list", "  spark token revoke ID"})
public final class Tokens implements Runnable {
    @Spec
    private CommandSpec spec;

    public static CommandLine group(Session session) {
        return new CommandLine(new Tokens())
                .addSubcommand(new TokenCreate(session))
                .addSubcommand(new TokenList(session))
                .addSubcommand(new TokenRevoke(session));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: create, list or revoke");
    }
}
