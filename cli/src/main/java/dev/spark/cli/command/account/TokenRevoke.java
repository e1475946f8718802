package dev.spark.cli.command.account;

import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Request;
import dev.spark.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code spark token revoke}. */
@Command(
        name = "revoke",
        description = "Makes a token useless from now on.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark token list", "  spark token revoke 7f3kq2m9ab"})
final class TokenRevoke implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "Its id, as `spark token list` shows it. Not the token itself.")
    private String id = "";

    private final Session session;

    TokenRevoke(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.api().call(Request.delete(ApiPath.of("tokens", id).toString()).about("token with the id " + id));
        session.output().line("Revoked " + id);
        return 0;
    }
}
