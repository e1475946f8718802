package dev.spark.metrics.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.events.SparkId;
import dev.spark.kit.Transactions;
import dev.spark.metrics.app.Readings;
import dev.spark.metrics.domain.Course;
import dev.spark.metrics.domain.Reading;
import dev.spark.metrics.domain.Sample;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The readings in PostgreSQL: read and written all at once, however many there are. */
@ApplicationScoped
class PostgresReadings implements Readings {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Transactions transactions;

    PostgresReadings(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Map<SparkId, Reading> all() {
        return transactions
                .read(session ->
                        session.createQuery("from ReadingRow", ReadingRow.class).getResultList())
                .await()
                .atMost(ANSWERS_WITHIN)
                .stream()
                .collect(Collectors.toMap(row -> new SparkId(row.sparkId), ReadingRow::reading));
    }

    @Override
    public void keep(Map<SparkId, Reading> readings) {
        ArrayNode rows = JSON.createArrayNode();
        readings.forEach((id, reading) -> put(rows.addObject().put("spark_id", id.value()), reading));
        transactions
                .run(session -> session.createNativeQuery("""
                        with kept as (
                            select * from json_populate_recordset(cast(null as reading), cast(cast(:rows as text) as json))),
                        gone as (
                            delete from reading where spark_id not in (select spark_id from kept))
                        insert into reading select * from kept
                        on conflict (spark_id) do update set
                            pod_uid = excluded.pod_uid,
                            cpu_at = excluded.cpu_at,
                            cpu_ns = excluded.cpu_ns,
                            cpu_before_at = excluded.cpu_before_at,
                            cpu_before_ns = excluded.cpu_before_ns,
                            cpu_repeats = excluded.cpu_repeats,
                            network_at = excluded.network_at,
                            network_bytes = excluded.network_bytes,
                            network_before_at = excluded.network_before_at,
                            network_before_bytes = excluded.network_before_bytes,
                            network_repeats = excluded.network_repeats""")
                        .setParameter("rows", rows.toString())
                        .executeUpdate())
                .await()
                .atMost(ANSWERS_WITHIN);
    }

    private static void put(ObjectNode row, Reading reading) {
        row.put("pod_uid", reading.podUid());
        put(row, "cpu", "ns", reading.cpu());
        put(row, "network", "bytes", reading.network());
    }

    private static void put(ObjectNode row, String counter, String unit, Optional<Course> course) {
        row.put(counter + "_repeats", course.map(Course::repeats).orElse(0));
        course.ifPresent(known -> {
            put(row, counter + "_", unit, known.latest());
            known.before().ifPresent(before -> put(row, counter + "_before_", unit, before));
        });
    }

    private static void put(ObjectNode row, String prefix, String unit, Sample sample) {
        row.put(prefix + "at", sample.at().toString()).put(prefix + unit, sample.value());
    }
}
