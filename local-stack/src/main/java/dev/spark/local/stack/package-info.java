/** The stack on one machine: what `spark up`, `spark down` and `spark doctor` do. */
@NullMarked
package dev.spark.local.stack;

import org.jspecify.annotations.NullMarked;
