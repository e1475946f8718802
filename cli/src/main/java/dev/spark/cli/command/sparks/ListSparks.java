package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Listing;
import dev.spark.cli.session.Paging;
import dev.spark.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spark list}. */
@Command(
        name = "list",
        description = "Lists the sparks you have.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark list",
            "  spark list --state running --label team=web",
            "  spark list --expiring                  those that go within two days, and when",
            "  spark list --state trashed             what `spark undelete` can bring back, and until when",
            "  spark list --watch                     stays, and shows each change",
            "  spark list -o json | jq -r '.items[].name'"
        })
public final class ListSparks implements Callable<Integer> {
    @Option(names = "--watch", description = "Stays, and shows each change.")
    private boolean watch;

    @Mixin
    private Selection selection = new Selection();

    @Mixin
    private Paging paging = new Paging();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public ListSparks(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var time = session.surroundings().time();
        var listing = new Listing(session, () -> selection.path(time.now()), "list of sparks", paging);
        if (!watch) {
            listing.print(format, this::words);
        } else if (paging.isOnePage()) {
            throw Failure.wrongUsage("--watch shows the whole list", "Leave out --limit and --cursor.");
        } else {
            new WatchSparks(session, listing, this::table, format.isJson()).run();
        }
        return 0;
    }

    private List<String> words(List<JsonNode> items) {
        if (items.isEmpty()) {
            session.output().passed("No sparks here. Make one: spark create");
        }
        return table().lines(items);
    }

    private SparkTable table() {
        return new SparkTable(
                session.output().ink(), session.surroundings().time().now(), selection.isOfExpiring());
    }
}
