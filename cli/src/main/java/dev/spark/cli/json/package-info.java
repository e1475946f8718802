/** JSON as trees, without the data binding, whose start takes longer than most commands. */
@NullMarked
package dev.spark.cli.json;

import org.jspecify.annotations.NullMarked;
