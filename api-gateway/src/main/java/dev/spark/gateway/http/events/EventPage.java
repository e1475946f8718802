package dev.spark.gateway.http.events;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Describes for OpenAPI a page of the timeline. */
@Schema(name = "EventPage")
record EventPage(
        List<EventBody> items,

        @Schema(description = "Where the next page begins; null on the last one.") @Nullable
        String nextCursor) {}
