package dev.spark.gateway.http.sparks;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What may be said to extend a spark. */
@Schema(name = "ExtendSpark")
record ExtendSparkBody(
        @Schema(
                description = "How long it lives from now on; never: it does not expire.",
                examples = "7d",
                required = true)
        @Nullable
        String ttl) {}
