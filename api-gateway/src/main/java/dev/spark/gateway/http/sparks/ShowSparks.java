package dev.spark.gateway.http.sparks;

import dev.spark.events.SparkId;
import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.app.Answer;
import dev.spark.gateway.app.WaitForSpark;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.http.Cursor;
import dev.spark.gateway.http.Fields;
import dev.spark.gateway.http.Json;
import dev.spark.gateway.readmodel.PostgresActivity;
import dev.spark.gateway.readmodel.PostgresActivity.Assessed;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Answers with sparks as they are: at once, or after a wait. */
@ApplicationScoped
class ShowSparks {

    private final WaitForSpark waitForSpark;
    private final PostgresAdmission admission;
    private final PostgresActivity activity;
    private final Transactions transactions;
    private final Duration maxWait;

    ShowSparks(
            WaitForSpark waitForSpark,
            PostgresAdmission admission,
            PostgresActivity activity,
            Transactions transactions,
            GatewayConfig config) {
        this.waitForSpark = waitForSpark;
        this.admission = admission;
        this.activity = activity;
        this.transactions = transactions;
        this.maxWait = config.limits().maxWait();
    }

    static Answer accepted(SparkView spark, OptionalInt queuePosition) {
        return answer(202, SparkBody.of(spark, queuePosition, Optional.empty()), spark);
    }

    static Answer accepted(SparkView spark) {
        return accepted(spark, OptionalInt.empty());
    }

    static Answer done(SparkView spark) {
        return answer(200, SparkBody.of(spark, OptionalInt.empty(), Optional.empty()), spark);
    }

    /** How long a caller wants to wait, as far as that is allowed. */
    Optional<Duration> waiting(@Nullable String wait) {
        return Fields.duration(wait, "wait", Duration.ZERO, Duration.ofDays(1))
                .map(asked -> asked.compareTo(maxWait) < 0 ? asked : maxWait);
    }

    /** The answer now, or the spark when there is nothing more to wait for. */
    Uni<Response> answered(Answer answer, Predicate<SparkView> done, Optional<Duration> waiting) {
        return waiting.isEmpty()
                ? Uni.createFrom().item(Calls.response(answer))
                : waited(idOf(answer), done, waiting.get()).map(seen -> seen.orElse(Calls.response(answer)));
    }

    Uni<Optional<Response>> waited(SparkId id, Predicate<SparkView> done, Duration atMost) {
        return waitForSpark
                .until(id, done, atMost)
                .chain(seen -> seen.isEmpty()
                        ? Uni.createFrom().item(Optional.<Response>empty())
                        : body(seen.get()).map(body -> Optional.of(Calls.response(answer(202, body, seen.get())))));
    }

    Uni<SparkBody> body(SparkView spark) {
        return transactions.read(session -> body(session, spark));
    }

    Uni<SparkBody> body(Mutiny.Session session, SparkView spark) {
        return activity.load(session, List.of(spark.id()))
                .chain(assessed -> queuePosition(session, spark)
                        .map(place -> SparkBody.of(spark, place, Optional.ofNullable(assessed.get(spark.id())))));
    }

    /** @param found one more than the limit where there are more */
    Uni<SparkPage> page(Mutiny.Session session, List<SparkView> found, int limit) {
        List<SparkView> shown = found.subList(0, Math.min(limit, found.size()));
        Uni<List<String>> queue =
                found.stream().noneMatch(spark -> spark.state().waits())
                        ? Uni.createFrom().item(List.of())
                        : admission.queue(session);
        return queue.chain(waiting -> activity.load(
                        session, shown.stream().map(SparkView::id).toList())
                .map(assessed -> new SparkPage(
                        shown.stream()
                                .map(spark -> body(spark, waiting, assessed))
                                .toList(),
                        found.size() > limit ? Cursor.at(shown.getLast().createdPosition()) : null)));
    }

    private static SparkBody body(SparkView spark, List<String> queue, Map<String, Assessed> assessed) {
        int place = queue.indexOf(spark.id());
        return SparkBody.of(
                spark,
                place < 0 ? OptionalInt.empty() : OptionalInt.of(place + 1),
                Optional.ofNullable(assessed.get(spark.id())));
    }

    private Uni<OptionalInt> queuePosition(Mutiny.Session session, SparkView spark) {
        return spark.state().waits()
                ? admission.queuePosition(session, spark.id())
                : Uni.createFrom().item(OptionalInt.empty());
    }

    private static Answer answer(int status, SparkBody body, SparkView spark) {
        return new Answer(status, SparkBody.location(spark), Json.write(body));
    }

    private static SparkId idOf(Answer answer) {
        String location = Optional.ofNullable(answer.location()).orElseThrow();
        return new SparkId(location.substring(location.lastIndexOf('/') + 1));
    }
}
