/** Places where tests may kill the process. */
@NullMarked
package dev.spark.kit.crash;

import org.jspecify.annotations.NullMarked;
