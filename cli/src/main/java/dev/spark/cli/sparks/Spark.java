package dev.spark.cli.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A spark as the API describes it: what every command needs of it; the rest stays in {@link #json}. Fields that are missing
 * are empty, so that an older or newer gateway is still understood.
 */
public record Spark(
        String id,
        String name,
        String state,
        @Nullable String stateReason,
        @Nullable Instant createdAt,
        @Nullable Integer queuePosition,
        List<Step> steps,
        JsonNode json) {

    /** One thing that is done for a spark, such as its volume. */
    public record Step(
            String name,
            String state,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String message) {
        static Step of(JsonNode json) {
            return new Step(
                    json.path("name").asText(""),
                    json.path("state").asText(""),
                    instant(json.path("started_at")),
                    instant(json.path("finished_at")),
                    text(json.path("message")));
        }

        public boolean isDone() {
            return switch (state) {
                case "done", "succeeded", "finished", "completed", "ready", "reached", "skipped" -> true;
                default -> finishedAt != null && !isFailed();
            };
        }

        public boolean isFailed() {
            return state.equals("failed");
        }

        public boolean isUnderWay() {
            return !isDone() && !isFailed() && startedAt != null;
        }
    }

    public static Spark of(JsonNode json) {
        var steps = new ArrayList<Step>();
        json.path("steps").forEach(step -> steps.add(Step.of(step)));
        var position = json.path("queue_position");
        return new Spark(
                json.path("id").asText(""),
                json.path("name").asText(""),
                json.path("state").asText("unknown"),
                text(json.path("state_reason")),
                instant(json.path("created_at")),
                position.isNumber() ? position.asInt() : null,
                List.copyOf(steps),
                json);
    }

    /** The address that means this very spark, also when another one gets its name. */
    public String address() {
        return id.isEmpty() ? name : id;
    }

    public boolean isRunning() {
        return state.equals("running");
    }

    public boolean isFailed() {
        return state.equals("failed");
    }

    /** Whether some of its owner's set-up failed, which costs nobody the spark and is easily overlooked. */
    public boolean isSetUpFailed() {
        return steps.stream().anyMatch(step -> step.name().equals("setup") && step.isFailed());
    }

    /** Whether it is on its way to running, for the first time or again, without anybody doing anything. */
    public boolean isComing() {
        return switch (state) {
            case "requested", "queued", "creating", "interrupted", "waking" -> true;
            default -> false;
        };
    }

    /** Whether it waits for a running slot. */
    public boolean isQueued() {
        return state.equals("queued");
    }

    /** Whether all it has is there and it is to run again. */
    public boolean isWaking() {
        return state.equals("waking");
    }

    /** Whether it is being put to sleep or stopped. */
    public boolean isComingToRest() {
        return state.equals("falling_asleep") || state.equals("stopping");
    }

    /** Whether a connection may wake it: whether it does, its wake policy says. */
    public boolean isAsleep() {
        return state.equals("asleep") || state.equals("falling_asleep");
    }

    /** Whether no connection wakes it. */
    public boolean wakesWhenAskedOnly() {
        return json.path("wake_policy").asText("").equals("manual");
    }

    /** Whether it runs no more until somebody wakes it by name. */
    public boolean isStopped() {
        return state.equals("stopped") || state.equals("stopping");
    }

    /** Its state in words. */
    public String stateInWords() {
        return state.replace('_', ' ');
    }

    /** Whether it is on its way out, or gone. */
    public boolean isGoing() {
        return isBeingDeleted() || isGone();
    }

    /** Whether it is on its way to the trash, or out for good. */
    public boolean isBeingDeleted() {
        return state.equals("deleting");
    }

    /** Whether it can still be had back. */
    public boolean isTrashed() {
        return state.equals("trashed");
    }

    /** Whether deleting has done its work: nothing runs, nothing is counted. */
    public boolean isGone() {
        return isTrashed() || state.equals("purged") || state.equals("deleted");
    }

    /** When it is put to sleep if nothing changes, none where something keeps it awake. */
    public @Nullable Instant sleepsAt() {
        return instant(json.path("sleeps_at"));
    }

    /** When it goes to the trash, none for never. */
    public @Nullable Instant expiresAt() {
        return instant(json.path("expires_at"));
    }

    /** Until when it is kept in the trash. */
    public @Nullable Instant purgeAt() {
        return instant(json.path("purge_at"));
    }

    /** The text of a field, none where it is missing, null or empty. */
    public static @Nullable String text(JsonNode value) {
        var text = value.isNull() ? "" : value.asText("");
        return text.isBlank() ? null : text;
    }

    /** An RFC 3339 time, none where it is missing or not one. */
    public static @Nullable Instant instant(JsonNode value) {
        try {
            return value.isTextual() ? Instant.parse(value.asText()) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
