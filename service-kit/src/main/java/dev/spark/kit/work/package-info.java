/** Work on sparks, one spark at a time and a bounded number at once. */
@NullMarked
package dev.spark.kit.work;

import org.jspecify.annotations.NullMarked;
