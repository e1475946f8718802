/** What an operator may ask of a running service. */
@NullMarked
package dev.spark.kit.operations;

import org.jspecify.annotations.NullMarked;
