/** The calls about sparks. */
@NullMarked
package dev.spark.gateway.http.sparks;

import org.jspecify.annotations.NullMarked;
