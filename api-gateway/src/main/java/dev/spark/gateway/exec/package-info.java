/** Commands in sparks: to its end by one call, or live over a WebSocket. */
@NullMarked
package dev.spark.gateway.exec;

import org.jspecify.annotations.NullMarked;
