/** Whether the lifecycle makes progress. */
@NullMarked
package dev.spark.lifecycle.health;

import org.jspecify.annotations.NullMarked;
