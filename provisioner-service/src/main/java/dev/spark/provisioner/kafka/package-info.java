/** Commands as they arrive. */
@NullMarked
package dev.spark.provisioner.kafka;

import org.jspecify.annotations.NullMarked;
