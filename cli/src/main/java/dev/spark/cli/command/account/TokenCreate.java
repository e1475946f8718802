package dev.spark.cli.command.account;

import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Request;
import dev.spark.cli.json.Json;
import dev.spark.cli.session.DurationAsTyped;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark token create}. */
@Command(
        name = "create",
        description = "Makes a token and prints it, this once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark token create ci --expires 30d",
            "  spark token create laptop --user ada              for somebody else (admins)",
            "  spark token create ci > token.txt                    the file has the token only"
        })
final class TokenCreate implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "What it is for, so that you know it again.")
    private String name = "";

    @Option(names = "--user", paramLabel = "USER", description = "Whose it is. Usually yours.")
    private @Nullable String user;

    @Option(names = "--role", paramLabel = "ROLE", description = "member or admin. Usually member.")
    private @Nullable String role;

    @Option(
            names = {"--expires", "--expires-in"},
            paramLabel = "30d",
            converter = DurationAsTyped.OrNever.class,
            description = "Is of no use after that time. Left out, or never: it stays.")
    private @Nullable String expires;

    @Mixin
    private Format format = new Format();

    private final Session session;

    TokenCreate(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var wish = Json.object().put("name", name);
        if (user != null) {
            wish.put("user", user);
        }
        if (role != null) {
            wish.put("role", role);
        }
        if (expires != null && !expires.equals(DurationAsTyped.NEVER)) {
            wish.put("expires_in", expires);
        }
        var answer = session.api().call(Request.post(ApiPath.of("tokens").toString(), wish));
        if (format.isJson()) {
            session.output().body(answer.body());
        } else {
            session.output().line(answer.json().path("token").asText(""));
            session.output()
                    .passed("It is not shown again. Revoke it: spark token revoke "
                            + answer.json().path("id").asText("ID"));
        }
        return 0;
    }
}
