package dev.spark.gateway.readmodel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.spark.events.SparkSpec.WakePolicy;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import java.util.Map;

/** Views as a column keeps them. The same view always gives the same text: a rebuilt read model is compared byte for byte. */
final class ViewJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(SparkState.class, StateNames.class)
            .build();

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = SparkState.Requested.class, name = "requested"),
        @JsonSubTypes.Type(value = SparkState.Queued.class, name = "queued"),
        @JsonSubTypes.Type(value = SparkState.QueuedToWake.class, name = "queued_to_wake"),
        @JsonSubTypes.Type(value = SparkState.Creating.class, name = "creating"),
        @JsonSubTypes.Type(value = SparkState.Running.class, name = "running"),
        @JsonSubTypes.Type(value = SparkState.Interrupted.class, name = "interrupted"),
        @JsonSubTypes.Type(value = SparkState.FallingAsleep.class, name = "falling_asleep"),
        @JsonSubTypes.Type(value = SparkState.Asleep.class, name = "asleep"),
        @JsonSubTypes.Type(value = SparkState.Stopping.class, name = "stopping"),
        @JsonSubTypes.Type(value = SparkState.Stopped.class, name = "stopped"),
        @JsonSubTypes.Type(value = SparkState.Waking.class, name = "waking"),
        @JsonSubTypes.Type(value = SparkState.Failed.class, name = "failed"),
        @JsonSubTypes.Type(value = SparkState.Deleting.class, name = "deleting"),
        @JsonSubTypes.Type(value = SparkState.Trashed.class, name = "trashed"),
        @JsonSubTypes.Type(value = SparkState.Purged.class, name = "purged")
    })
    private interface StateNames {}

    private ViewJson() {}

    static String write(SparkView view) {
        try {
            return JSON.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a spark cannot be written", e);
        }
    }

    static SparkView read(String column) {
        try {
            return JSON.readValue(column, SparkView.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored spark is broken", e);
        }
    }

    /** The part of a view that is its state. */
    static SparkState readState(String part) {
        try {
            return JSON.readValue(part, SparkState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored state is broken", e);
        }
    }

    static WakePolicy readWakePolicy(String text) {
        return JSON.convertValue(text, WakePolicy.class);
    }

    static String labels(Map<String, String> labels) {
        try {
            return JSON.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("labels cannot be written", e);
        }
    }
}
