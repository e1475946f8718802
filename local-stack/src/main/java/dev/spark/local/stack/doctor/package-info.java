/** What this machine has and lacks. */
@NullMarked
package dev.spark.local.stack.doctor;

import org.jspecify.annotations.NullMarked;
