package dev.spark.cli.command.account;

import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Request;
import dev.spark.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code spark key remove}. */
@Command(
        name = "remove",
        aliases = "rm",
        description = "Removes a public key from your account.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark key remove laptop", "  spark key remove SHA256:uNiVztksCsDhcc0u9e8BrrQXVUpKZIDTMczCvj3tD2s"})
final class KeyRemove implements Callable<Integer> {
    @Parameters(paramLabel = "KEY", description = "Its name or fingerprint, as `spark key list` shows them.")
    private String key = "";

    private final Session session;

    KeyRemove(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.api()
                .call(Request.delete(ApiPath.of("ssh-keys", key).toString())
                        .about("key “" + key + "” in your account"));
        session.output().line("Removed " + key);
        return 0;
    }
}
