/**
 * How fast Spark is, always as a ratio to the raw thing taken in the same run: the same pod applied directly, a bare endpoint, a
 * bare producer, one INSERT. Machines are noisy; ratios of medians taken in turn are not. And whether many sparks that sleep cost what
 * few do, and what their sleep saves.
 */
@NullMarked
package dev.spark.bench;

import org.jspecify.annotations.NullMarked;
