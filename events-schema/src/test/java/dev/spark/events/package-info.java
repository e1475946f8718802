@NullMarked
package dev.spark.events;

import org.jspecify.annotations.NullMarked;
