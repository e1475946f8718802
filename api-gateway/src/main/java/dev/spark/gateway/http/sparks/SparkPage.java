package dev.spark.gateway.http.sparks;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "SparkPage")
record SparkPage(
        List<SparkBody> items,

        @Schema(description = "Where the next page begins; null on the last one.") @Nullable
        String nextCursor) {}
