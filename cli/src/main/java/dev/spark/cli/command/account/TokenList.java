package dev.spark.cli.command.account;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.output.Table;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Listing;
import dev.spark.cli.session.Paging;
import dev.spark.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spark token list}. */
@Command(
        name = "list",
        aliases = "ls",
        description = "Lists tokens, without what they are made of.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark token list", "  spark token list -o json"})
final class TokenList implements Callable<Integer> {
    @Mixin
    private Paging paging = new Paging();

    @Mixin
    private Format format = new Format();

    private final Session session;

    TokenList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        new Listing(session, () -> ApiPath.of("tokens"), "list of tokens", paging).print(format, TokenList::words);
        return 0;
    }

    private static List<String> words(List<JsonNode> tokens) {
        if (tokens.isEmpty()) {
            return List.of();
        }
        var table = new Table("ID", "NAME", "USER", "ROLE", "CREATED", "EXPIRES");
        for (var token : tokens) {
            table.row()
                    .cell(text(token, "id"))
                    .cell(text(token, "name"))
                    .cell(text(token, "user"))
                    .cell(text(token, "role"))
                    .cell(text(token, "created_at"))
                    .cell(text(token, "expires_at"));
        }
        return table.lines();
    }

    private static String text(JsonNode token, String field) {
        var value = token.path(field);
        return value.isNull() ? "" : value.asText("");
    }
}
