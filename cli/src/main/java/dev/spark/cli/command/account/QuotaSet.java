package dev.spark.cli.command.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Request;
import dev.spark.cli.json.Json;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spark quota set}. */
@Command(
        name = "set",
        description = "Sets the limits; one that is not named stays (for admins).",
        footerHeading = "%nExamples:%n",
        footer = {"  spark quota set --running 20", "  spark quota set --running 20 --total 100"})
final class QuotaSet implements Callable<Integer> {
    @Option(names = "--running", paramLabel = "N", description = "How many may run at a time; more are queued.")
    private @Nullable Integer running;

    @Option(names = "--total", paramLabel = "N", description = "How many there may be, asleep or not.")
    private @Nullable Integer total;

    @Mixin
    private Format format = new Format();

    private final Session session;

    QuotaSet(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (running == null && total == null) {
            throw Failure.wrongUsage(
                    "no limit was given", "Give --running, --total, or both: spark quota set --running 20");
        }
        if (isNegative(running) || isNegative(total)) {
            throw Failure.wrongUsage("a limit cannot be less than nothing", "Give 0 or more.");
        }
        var limits = Json.object();
        var present = running == null || total == null ? session.api().get(Quota.path(), "quota") : null;
        put(limits, "running", running, present);
        put(limits, "total", total, present);
        var answer = session.api().call(Request.put(Quota.path().toString(), limits));
        if (format.isJson()) {
            session.output().body(answer.body());
        } else {
            Quota.print(session, answer.json());
        }
        return 0;
    }

    private static boolean isNegative(@Nullable Integer limit) {
        return limit != null && limit < 0;
    }

    /** PUT takes them all: one that is not named is sent as it is. */
    private static void put(ObjectNode limits, String name, @Nullable Integer wished, @Nullable JsonNode present) {
        if (wished != null) {
            limits.put(name, wished);
        } else if (present != null && present.path(name).path("limit").isNumber()) {
            limits.set(name, present.path(name).path("limit"));
        }
    }
}
