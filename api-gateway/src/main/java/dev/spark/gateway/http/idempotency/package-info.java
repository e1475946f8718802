/** A repeated POST gets the first answer. */
@NullMarked
package dev.spark.gateway.http.idempotency;

import org.jspecify.annotations.NullMarked;
