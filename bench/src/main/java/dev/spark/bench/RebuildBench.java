package dev.spark.bench;

import dev.spark.system.Stack;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;

/** The read model rebuilt from a log of a million events while serving, over PostgreSQL reading the same rows. */
final class RebuildBench {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Stack stack;
    private final Report report;
    private final int events;

    RebuildBench(Stack stack, Report report, int events) {
        this.stack = stack;
        this.report = report;
        this.events = events;
    }

    void run() throws Exception {
        try (var connection = stack.database("spark");
                var statement = connection.createStatement()) {
            fill(statement);
            long started = System.nanoTime();
            statement
                    .executeQuery("select sum(length(body)) from gateway.event")
                    .close();
            double read = (System.nanoTime() - started) / 1e9;

            started = System.nanoTime();
            String answer = rebuild();
            double rebuild = (System.nanoTime() - started) / 1e9;

            report.heading("Rebuild");
            report.line(String.format(
                    Locale.ROOT,
                    "The read model of %,d events rebuilt while serving: **%.1f s**, %,.0f events/s; PostgreSQL alone reads the rows"
                            + " in %.1f s. Answer: `%s`.",
                    events,
                    rebuild,
                    events / rebuild,
                    read,
                    answer));
        }
    }

    private String rebuild() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(stack.url().resolve("/ops/read-model/rebuild"))
                .header("Authorization", "Bearer " + stack.secret("ops-token"))
                .POST(BodyPublishers.noBody())
                .timeout(LIMIT)
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("the rebuild answered " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        }
    }

    /** Copies what a spark of this run has said, under other ids, until there are enough. The stack is thrown away afterwards. */
    private void fill(Statement statement) throws SQLException {
        statement.execute("""
                with template as (
                         select e.*, row_number() over (order by position) as n, count(*) over () as size
                         from gateway.event e
                         where spark_id = (select spark_id from gateway.event group by spark_id order by count(*) desc limit 1)),
                     copies as (
                         select t.*, c.copy,
                                's-' || translate(lpad(to_hex(c.copy), 10, '0'), '01', 'yz') as new_id
                         from template t, generate_series(1, %d / (select max(size) from template)) as c(copy)),
                     numbered as (
                         select *, (select last_position from gateway.event_log)
                                   + row_number() over (order by copy, n) as new_position
                         from copies)
                insert into gateway.event
                    (position, event_id, spark_id, owner, spark_name, type, source, at, actor, causation_id, traceparent, body)
                select new_position, gen_random_uuid()::text, new_id, owner, spark_name, type, source, at, actor,
                       causation_id, traceparent, replace(body, spark_id, new_id)
                from numbered order by new_position""".formatted(events));
        statement.execute("update gateway.event_log set last_position = (select max(position) from gateway.event)");
        statement.execute("vacuum analyze gateway.event");
    }
}
