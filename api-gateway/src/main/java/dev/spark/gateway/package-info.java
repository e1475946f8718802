/**
 * The front door of Spark: whoever wants something of a spark asks here. It decides who may, what is granted, and in which
 * order; it keeps the event log and folds it into what it shows.
 */
@NullMarked
package dev.spark.gateway;

import org.jspecify.annotations.NullMarked;
