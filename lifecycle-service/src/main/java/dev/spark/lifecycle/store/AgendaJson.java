package dev.spark.lifecycle.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.spark.lifecycle.domain.agenda.Agenda;

/** Agendas as a column keeps them. */
final class AgendaJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private AgendaJson() {}

    static String write(Agenda agenda) {
        try {
            return JSON.writeValueAsString(agenda);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an agenda cannot be written", e);
        }
    }

    static Agenda read(String column) {
        try {
            return JSON.readValue(column, Agenda.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored agenda is broken", e);
        }
    }
}
