/** The slices that lead the Services of resting sparks to the gateway. */
@NullMarked
package dev.spark.gateway.kubernetes;

import org.jspecify.annotations.NullMarked;
