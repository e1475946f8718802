/** Refusals and failures as {@code application/problem+json} (RFC 9457). */
@NullMarked
package dev.spark.gateway.http.problem;

import org.jspecify.annotations.NullMarked;
