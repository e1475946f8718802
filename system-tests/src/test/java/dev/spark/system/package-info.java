@NullMarked
package dev.spark.system;

import org.jspecify.annotations.NullMarked;
