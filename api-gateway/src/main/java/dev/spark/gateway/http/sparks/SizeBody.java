package dev.spark.gateway.http.sparks;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How large a spark is. */
@Schema(name = "Size", description = "Kubernetes quantities. What is left out is the default of the installation.")
public record SizeBody(
        @Schema(examples = "2") @Nullable String cpu,
        @Schema(examples = "4Gi") @Nullable String memory,
        @Schema(examples = "10Gi") @Nullable String storage) {}
