/** The calls about API tokens, and who is calling. */
@NullMarked
package dev.spark.gateway.http.tokens;

import org.jspecify.annotations.NullMarked;
