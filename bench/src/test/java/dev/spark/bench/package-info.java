@NullMarked
package dev.spark.bench;

import org.jspecify.annotations.NullMarked;
