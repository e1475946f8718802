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

/** {@code spark key list}. */
@Command(
        name = "list",
        aliases = "ls",
        description = "Lists your account's public keys.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark key list", "  spark key list -o json"})
final class KeyList implements Callable<Integer> {
    @Mixin
    private Paging paging = new Paging();

    @Mixin
    private Format format = new Format();

    private final Session session;

    KeyList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        new Listing(session, () -> ApiPath.of("ssh-keys"), "list of keys", paging).print(format, this::words);
        return 0;
    }

    private List<String> words(List<JsonNode> keys) {
        if (keys.isEmpty()) {
            session.output().passed("No keys yet. Add one: spark key add");
            return List.of();
        }
        var table = new Table("NAME", "FINGERPRINT", "ADDED");
        keys.forEach(key -> table.row()
                .cell(key.path("name").asText(""))
                .cell(key.path("fingerprint").asText(""))
                .cell(key.path("created_at").asText("")));
        return table.lines();
    }
}
