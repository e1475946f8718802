/** Child processes: how they are started, found again, started anew when they die, and ended. */
@NullMarked
package dev.spark.local.stack.process;

import org.jspecify.annotations.NullMarked;
