package dev.spark.gateway.readmodel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.spark.events.Activity.ActivityAssessed;
import dev.spark.events.Activity.Verdict;
import dev.spark.events.MessageCodec;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** The latest assessment of each spark that runs or has run, in table {@code activity}. */
@ApplicationScoped
public class PostgresActivity {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MessageCodec CODEC = new MessageCodec();

    /** An assessment and when it was made. */
    public record Assessed(Instant at, ActivityAssessed assessment) {}

    /** Of each spark the latest. */
    public Uni<Void> save(Mutiny.Session session, Collection<Assessed> assessments) {
        if (assessments.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        ArrayNode rows = JSON.createArrayNode();
        for (Assessed assessed : assessments) {
            rows.addObject()
                    .put("spark_id", assessed.assessment().sparkId().value())
                    .put("assessed_at", assessed.at().toString())
                    .put("assessment", new String(CODEC.body(assessed.assessment()), StandardCharsets.UTF_8));
        }
        // Of a spark that is there: what is measured may come after its end.
        return session.createNativeQuery("""
                        insert into activity as a (spark_id, assessed_at, assessment)
                        select r.spark_id, r.assessed_at, r.assessment
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(
                            spark_id text, assessed_at timestamptz, assessment text)
                        join admission on admission.spark_id = r.spark_id
                        on conflict (spark_id) do update set assessed_at = excluded.assessed_at,
                            assessment = excluded.assessment
                        where a.assessed_at <= excluded.assessed_at""")
                .setParameter("rows", rows.toString())
                .executeUpdate()
                .replaceWithVoid();
    }

    public Uni<Void> forget(Mutiny.Session session, Collection<String> sparkIds) {
        return sparkIds.isEmpty()
                ? Uni.createFrom().voidItem()
                : session.createNativeQuery("delete from activity where spark_id = any(:ids)")
                        .setParameter("ids", sparkIds.toArray(String[]::new))
                        .executeUpdate()
                        .replaceWithVoid();
    }

    /** By spark id. */
    public Uni<Map<String, Assessed>> load(Mutiny.Session session, Collection<String> sparkIds) {
        if (sparkIds.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createNativeQuery(
                        "select cast(extract(epoch from assessed_at) * 1000000 as bigint), assessment"
                                + " from activity where spark_id = any(:ids)",
                        Object[].class)
                .setParameter("ids", sparkIds.toArray(String[]::new))
                .getResultList()
                .map(rows -> {
                    var found = new HashMap<String, Assessed>();
                    for (Object[] row : rows) {
                        Assessed assessed = new Assessed(
                                Instant.EPOCH.plus((Long) row[0], ChronoUnit.MICROS), read((String) row[1]));
                        found.put(assessed.assessment().sparkId().value(), assessed);
                    }
                    return found;
                });
    }

    /** The id of the owner's running spark that nobody has used for the longest; empty if each is used or held. */
    public Uni<Optional<String>> longestIdle(Mutiny.Session session, String owner) {
        return session.createNativeQuery("""
                        select a.assessment from activity a join spark s on s.id = a.spark_id
                        where s.owner = :owner and s.state = 'running'""", String.class)
                .setParameter("owner", owner)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(PostgresActivity::read)
                        .filter(assessment -> assessment.verdict() == Verdict.IDLE)
                        .min(Comparator.comparing(ActivityAssessed::activeAt))
                        .map(assessment -> assessment.sparkId().value()));
    }

    private static ActivityAssessed read(String assessment) {
        return (ActivityAssessed) CODEC.read(assessment.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("a stored assessment is broken"));
    }
}
