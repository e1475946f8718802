@NullMarked
package dev.spark.kit;

import org.jspecify.annotations.NullMarked;
