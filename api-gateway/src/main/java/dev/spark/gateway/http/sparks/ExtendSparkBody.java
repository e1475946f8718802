package dev.spark.gateway.http.sparks;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What may be said to extend a spark. */
@Schema(name = "ExtendSpark")
record ExtendSparkBody(
        @Schema(description = "How long it lives from now on.", examples = "7d", required = true) @Nullable
        String ttl) {}
