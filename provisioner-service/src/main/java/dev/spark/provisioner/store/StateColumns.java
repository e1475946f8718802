package dev.spark.provisioner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.spark.events.MessageCodec;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkId;
import dev.spark.provisioner.domain.Applied;
import dev.spark.provisioner.domain.Attempt;
import dev.spark.provisioner.domain.Order;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.domain.Presence;
import dev.spark.provisioner.domain.SparkState;
import dev.spark.provisioner.domain.Step;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A state as columns, and back. */
final class StateColumns {

    static final String BUILDING = "building";
    static final String COMPLETE = "complete";
    static final String FAILED = "failed";
    static final String REMOVING = "removing";
    static final String PURGED = "purged";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final TypeReference<Map<Step, StepState>> STEPS = new TypeReference<>() {};
    private static final TypeReference<Map<Part, Applied>> PARTS = new TypeReference<>() {};
    private static final TypeReference<Set<Part>> GONE = new TypeReference<>() {};

    private final MessageCodec codec = new MessageCodec();

    SparkState read(SparkRow row) {
        return switch (row.state) {
            case BUILDING ->
                new SparkState.Building(order(row), attempt(row), json(row.steps, STEPS), json(row.parts, PARTS));
            case COMPLETE ->
                new SparkState.Complete(
                        order(row),
                        attempt(row),
                        json(row.parts, PARTS),
                        Presence.valueOf(present(row.presence)),
                        present(row.presentSince),
                        Objects.requireNonNullElse(row.run, ""));
            case FAILED ->
                new SparkState.Failed(
                        order(row),
                        row.attempt,
                        json(row.parts, PARTS),
                        Step.valueOf(present(row.problemStep)),
                        present(row.problemReason));
            case REMOVING -> new SparkState.Removing(attempt(row), json(row.steps, STEPS), json(row.gone, GONE));
            case PURGED -> new SparkState.Purged();
            default -> throw new IllegalStateException("a row's state is " + row.state);
        };
    }

    /** Writes all columns of the state: what it does not have is wiped, and with it every secret of a removed spark. */
    void write(SparkRow row, SparkState state) {
        row.ordered = null;
        row.image = null;
        row.rootResets = 0;
        row.attempt = 0;
        row.failures = 0;
        row.nextAttemptAt = null;
        row.deadline = null;
        row.problemStep = null;
        row.problemReason = null;
        row.steps = "{}";
        row.parts = "{}";
        row.gone = "[]";
        row.presence = null;
        row.presentSince = null;
        row.run = null;
        switch (state) {
            case SparkState.Unknown unknown -> throw new IllegalArgumentException("an unknown spark has no row");
            case SparkState.Building(
                    Order order,
                    Attempt attempt,
                    Map<Step, StepState> steps,
                    Map<Part, Applied> parts) -> {
                row.state = BUILDING;
                order(row, order);
                attempt(row, attempt);
                row.steps = json(steps);
                row.parts = json(parts);
            }
            case SparkState.Complete(
                    Order order,
                    Attempt attempt,
                    Map<Part, Applied> parts,
                    Presence presence,
                    Instant since,
                    String run) -> {
                row.state = COMPLETE;
                order(row, order);
                attempt(row, attempt);
                row.parts = json(parts);
                row.presence = presence.name();
                row.presentSince = since;
                row.run = run;
            }
            case SparkState.Failed(Order order, int attempts, Map<Part, Applied> parts, Step step, String reason) -> {
                row.state = FAILED;
                order(row, order);
                row.attempt = attempts;
                row.parts = json(parts);
                row.problemStep = step.name();
                row.problemReason = reason;
            }
            case SparkState.Removing(Attempt attempt, Map<Step, StepState> steps, Set<Part> gone) -> {
                row.state = REMOVING;
                attempt(row, attempt);
                row.steps = json(steps);
                row.gone = json(gone);
            }
            case SparkState.Purged purged -> row.state = PURGED;
        }
    }

    private Order order(SparkRow row) {
        if (!(codec.read(present(row.ordered)).orElse(null) instanceof CreateSpark create)) {
            throw new IllegalStateException("the order of " + row.id + " is no create command");
        }
        return new Order(
                create.spec(),
                present(row.image),
                create.sealedEnv(),
                create.authorizedKeys(),
                create.requestedBy(),
                row.rootResets);
    }

    private void order(SparkRow row, Order order) {
        row.ordered = codec.body(new CreateSpark(
                new SparkId(row.id), order.spec(), order.sealedEnv(), order.authorizedKeys(), order.requestedBy()));
        row.image = order.image();
        row.rootResets = order.rootResets();
    }

    private static Attempt attempt(SparkRow row) {
        Optional<Attempt.Problem> problem = Optional.ofNullable(row.problemStep)
                .map(step -> new Attempt.Problem(Step.valueOf(step), present(row.problemReason)));
        return new Attempt(row.attempt, row.failures, present(row.nextAttemptAt), present(row.deadline), problem);
    }

    private static void attempt(SparkRow row, Attempt attempt) {
        row.attempt = attempt.number();
        row.failures = attempt.failures();
        row.nextAttemptAt = attempt.next();
        row.deadline = attempt.deadline();
        row.problemStep =
                attempt.problem().map(problem -> problem.step().name()).orElse(null);
        row.problemReason = attempt.problem().map(Attempt.Problem::reason).orElse(null);
    }

    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value, "a column is empty");
    }

    private static <T> T json(String column, TypeReference<T> type) {
        try {
            return JSON.readValue(column, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column is broken", e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column cannot be written", e);
        }
    }
}
