package dev.spark.gateway.http.sparks;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What {@code PATCH /v1/sparks/{s}} takes. */
@Schema(name = "ConfigureSpark", description = "What is left out stays as it is.")
public record ConfigureSparkBody(
        @Schema(description = "All of its labels from now on.") @Nullable
        Map<String, String> labels,

        @Schema(examples = "30m") @Nullable String idleTimeout,

        @Schema(enumeration = {"any", "ssh", "manual"}) @Nullable
        String wakePolicy) {}
