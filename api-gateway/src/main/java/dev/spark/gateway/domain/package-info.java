/** What a spark is to the front door, and what is decided about it: values and pure functions. No clock, no I/O. */
@NullMarked
package dev.spark.gateway.domain;

import org.jspecify.annotations.NullMarked;
