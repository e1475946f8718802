package dev.spark.gateway.http.events;

import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Describes for OpenAPI what {@link dev.spark.gateway.eventlog.Timeline} writes. */
@Schema(name = "Event", description = "What has happened to a spark.")
record EventBody(
        @Schema(description = "Its place in the log: grows, without gaps over all sparks.")
        long position,

        String id,
        @Schema(examples = "spark.started.v1") String type,
        String sparkId,
        @Nullable String sparkName,
        Instant at,

        @Schema(description = "The user who asked, or the service that tells.")
        String actor,

        @Schema(description = "The id of what caused it.") @Nullable
        String causationId,

        @Schema(description = "What the type tells besides.")
        Map<String, Object> data) {}
