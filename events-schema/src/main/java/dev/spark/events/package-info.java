/**
 * The wire contract of Spark: what is said on the topics, and how it is written there.
 *
 * <p>Commands ask one service to change what it is responsible for; events tell everybody what has happened. Both are
 * records of sealed families with explicit, versioned wire names, carried as CloudEvents 1.0 in binary mode.
 */
@NullMarked
package dev.spark.events;

import org.jspecify.annotations.NullMarked;
