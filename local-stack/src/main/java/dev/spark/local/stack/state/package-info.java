/** What a stack keeps: one folder, with its ports, its secrets and what it is doing. */
@NullMarked
package dev.spark.local.stack.state;

import org.jspecify.annotations.NullMarked;
