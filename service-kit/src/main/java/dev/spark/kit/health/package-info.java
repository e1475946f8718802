/** Whether the service makes progress, not merely whether it answers. */
@NullMarked
package dev.spark.kit.health;

import org.jspecify.annotations.NullMarked;
