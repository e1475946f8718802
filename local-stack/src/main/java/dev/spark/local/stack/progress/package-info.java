/** How what a stack is doing looks to the person who waits for it. */
@NullMarked
package dev.spark.local.stack.progress;

import org.jspecify.annotations.NullMarked;
