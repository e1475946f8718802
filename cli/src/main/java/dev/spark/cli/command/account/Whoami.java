package dev.spark.cli.command.account;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Request;
import dev.spark.cli.output.Printable;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spark whoami}. */
@Command(
        name = "whoami",
        description = "Shows who you are to the gateway, and your role.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark whoami", "  spark whoami -o json | jq -r .role"})
public final class Whoami implements Callable<Integer> {
    @Mixin
    private Format format = new Format();

    private final Session session;

    public Whoami(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var answer = session.api().call(Request.get(ApiPath.of("whoami").toString()));
        if (format.isJson()) {
            session.output().body(answer.body());
        } else {
            session.output()
                    .line(words(answer.json()) + " at "
                            + session.api().gateway().url());
        }
        return 0;
    }

    /** {@code ada (admin)}. */
    static String words(JsonNode me) {
        var role = me.path("role").asText("");
        return Printable.of(me.path("user").asText("somebody") + (role.isEmpty() ? "" : " (" + role + ")"));
    }
}
