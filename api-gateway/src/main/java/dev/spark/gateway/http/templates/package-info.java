/** {@code /v1/templates}. */
@NullMarked
package dev.spark.gateway.http.templates;

import org.jspecify.annotations.NullMarked;
