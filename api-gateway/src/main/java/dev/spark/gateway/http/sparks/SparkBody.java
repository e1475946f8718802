package dev.spark.gateway.http.sparks;

import dev.spark.events.SparkSpec;
import dev.spark.gateway.domain.Durations;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.domain.Step;
import dev.spark.gateway.readmodel.PostgresActivity.Assessed;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A spark as the API shows it. Holds no secret: of the environment only the names. */
@Schema(name = "Spark")
public record SparkBody(
        @Schema(examples = "s-7f3kq2m9ab") String id,
        @Schema(examples = "brave-dolphin") String name,
        String owner,

        @Schema(
                enumeration = {
                    "queued",
                    "creating",
                    "running",
                    "interrupted",
                    "falling_asleep",
                    "asleep",
                    "stopping",
                    "stopped",
                    "waking",
                    "failed",
                    "deleting",
                    "trashed",
                    "purged"
                })
        String state,

        @Schema(description = "Why it is in this state, where that is worth a sentence.") @Nullable
        String stateReason,

        @Nullable String image,

        @Schema(description = "What it was made from.") @Nullable
        String template,

        @Nullable String repo,
        @Nullable String dotfiles,
        SizeBody size,
        Map<String, String> labels,

        @Schema(description = "The names of its environment variables.")
        List<String> envNames,

        @Schema(description = "Where its project listens.") List<Integer> ports,

        @Schema(examples = "7d") @Nullable String ttl,
        @Schema(examples = "30m") String idleTimeout,

        @Schema(enumeration = {"any", "ssh", "manual"}) String wakePolicy,

        Instant createdAt,

        @Schema(description = "Since when it is in its state.")
        Instant stateSince,

        @Schema(description = "When it was used last, as far as is known; null before it was measured.") @Nullable
        Instant lastActiveAt,

        @Schema(description = "When it is put to sleep if nothing changes; null where something keeps it awake.")
        @Nullable
        Instant sleepsAt,

        @Schema(description = "When it goes to the trash; null for never.") @Nullable
        Instant expiresAt,

        @Schema(description = "Until when it is kept in the trash.") @Nullable
        Instant purgeAt,

        @Schema(description = "Its place in the queue, 1 for the next; null if it does not wait.") @Nullable
        Integer queuePosition,

        List<StepBody> steps,
        SshBody ssh,

        @Schema(description = "Null before it is provisioned.") @Nullable
        DatabaseBody database,

        Map<String, String> links) {

    /** A step of building, setting up or removing it. */
    @Schema(name = "Step")
    public record StepBody(
            String name,

            @Schema(enumeration = {"started", "done", "failed"})
            String state,

            Instant startedAt,
            @Nullable Instant finishedAt,
            String message) {

        static StepBody of(Step step) {
            return new StepBody(
                    step.name(),
                    step.state().name().toLowerCase(Locale.ROOT),
                    step.startedAt(),
                    step.finishedAt(),
                    step.message());
        }
    }

    /** What {@code ssh} calls it after {@code spark config-ssh}. */
    @Schema(name = "Ssh")
    public record SshBody(String host, String user) {}

    /** Its own database. Where and as whom it is used is in its {@code $DATABASE_URL}. */
    @Schema(name = "Database")
    public record DatabaseBody(String name, String host) {}

    static SparkBody of(SparkView spark, OptionalInt queuePosition, Optional<Assessed> assessed) {
        SparkSpec spec = spark.spec();
        String reason = spark.state().reason();
        String self = location(spark);
        return new SparkBody(
                spark.id(),
                spark.name(),
                spark.owner(),
                spark.state().wire(),
                reason.isEmpty() ? null : reason,
                spark.image(),
                spec.template(),
                spec.repo(),
                spec.dotfiles(),
                new SizeBody(
                        spec.size().cpu(), spec.size().memory(), spec.size().storage()),
                spec.labels(),
                spec.envNames(),
                spec.ports(),
                spec.ttl() == null ? null : Durations.format(spec.ttl()),
                Durations.format(spec.idleTimeout()),
                spec.wakePolicy().name().toLowerCase(Locale.ROOT),
                spark.createdAt(),
                spark.stateSince(),
                assessed.map(known -> known.assessment().activeAt()).orElse(null),
                assessed.filter(known -> spark.state() instanceof SparkState.Running)
                        .map(known -> known.assessment().sleepsAt())
                        .orElse(null),
                spark.expiresAt(),
                spark.state() instanceof SparkState.Trashed(Instant purgeAt) ? purgeAt : null,
                queuePosition.isPresent() ? queuePosition.getAsInt() : null,
                spark.steps().stream().map(StepBody::of).toList(),
                new SshBody(spark.name() + ".spark", "user"),
                Optional.ofNullable(spark.databaseName())
                        .map(name -> new DatabaseBody(
                                name, Optional.ofNullable(spark.databaseHost()).orElse("")))
                        .orElse(null),
                Map.of(
                        "self",
                        self,
                        "events",
                        self + "/events",
                        "tunnel",
                        self + "/tunnel",
                        "activity",
                        self + "/activity"));
    }

    static String location(SparkView spark) {
        return "/v1/sparks/" + spark.id();
    }
}
