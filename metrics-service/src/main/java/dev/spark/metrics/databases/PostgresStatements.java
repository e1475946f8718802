package dev.spark.metrics.databases;

import dev.spark.metrics.MetricsConfig;
import dev.spark.metrics.app.Statements;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;

/**
 * The statements that a PostgreSQL server shows of all sessions, to a login that may read its statistics and is let into no
 * spark's database. Only states and times are read, never what the statements say.
 */
@ApplicationScoped
class PostgresStatements implements Statements {

    /**
     * A spark's role is called like its database: what it does in another database, such as one that it has created for its tests, is
     * the spark's too. A session that was never asked anything has no {@code query_start}. One that was, and is idle, changed its state when
     * its last statement ended.
     */
    private static final String RUNNING = """
            select spark, count(*)
            from pg_catalog.pg_stat_activity
            join unnest(?) as spark on spark in (datname, usename)
            where backend_type = 'client backend'
              and pid <> pg_catalog.pg_backend_pid()
              and (state in ('active', 'fastpath function call')
                   or query_start is not null
                      and state_change >= pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => ?))
            group by spark""";

    private static final double MILLIS = 1000;

    private final AgroalDataSource server;
    private final int seconds;

    PostgresStatements(@DataSource("sparks") AgroalDataSource server, MetricsConfig config) {
        this.server = server;
        this.seconds =
                Math.toIntExact(Math.max(1, config.databases().answersWithin().toSeconds()));
    }

    @Override
    public Answer within(Collection<String> databases, Duration past) {
        try (Connection connection = server.getConnection();
                PreparedStatement question = connection.prepareStatement(RUNNING)) {
            question.setQueryTimeout(seconds);
            question.setArray(1, connection.createArrayOf("text", databases.toArray()));
            question.setDouble(2, past.toMillis() / MILLIS);
            var counts = new HashMap<String, Long>();
            try (ResultSet answer = question.executeQuery()) {
                while (answer.next()) {
                    counts.put(answer.getString(1), answer.getLong(2));
                }
            }
            return new Answer.Counted(counts);
        } catch (SQLException e) {
            return new Answer.Silence(String.valueOf(e.getMessage()));
        }
    }
}
