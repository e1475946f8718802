/** The timeline: paged, and live as server-sent events. */
@NullMarked
package dev.spark.gateway.http.events;

import org.jspecify.annotations.NullMarked;
