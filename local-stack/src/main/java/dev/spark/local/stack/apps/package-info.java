/** The programs of the stack, kept apart from where they are built. */
@NullMarked
package dev.spark.local.stack.apps;

import org.jspecify.annotations.NullMarked;
