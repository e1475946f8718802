package dev.spark.cli.command.account;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Request;
import dev.spark.cli.output.Table;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spark quota}. */
@Command(
        name = "quota",
        description = "Shows how many sparks may run and may be there, and how many do and are.",
        synopsisSubcommandLabel = "[set]",
        footerHeading = "%nExamples:%n",
        footer = {"  spark quota", "  spark quota -o json", "  spark quota set --running 20 --total 100     (admins)"})
public final class Quota implements Callable<Integer> {
    @Mixin
    private Format format = new Format();

    private final Session session;

    private Quota(Session session) {
        this.session = session;
    }

    public static CommandLine group(Session session) {
        return new CommandLine(new Quota(session)).addSubcommand(new QuotaSet(session));
    }

    @Override
    public Integer call() {
        var answer = session.api().call(Request.get(path().toString()));
        if (format.isJson()) {
            session.output().body(answer.body());
        } else {
            print(session, answer.json());
        }
        return 0;
    }

    static ApiPath path() {
        return ApiPath.of("quota");
    }

    static void print(Session session, JsonNode quota) {
        var table = new Table("", "USED", "LIMIT");
        row(table, "running", quota.path("running"));
        row(table, "in all", quota.path("total"));
        table.row().cell("queued").cell(quota.path("queued").asText("0"));
        session.output().lines(table.lines());
    }

    private static void row(Table table, String what, JsonNode of) {
        table.row()
                .cell(what)
                .cell(of.path("used").asText("?"))
                .cell(of.path("limit").asText("none"));
    }
}
