/** What is to be done about a spark: state, observation and time in, actions and conclusions out. Pure. */
@NullMarked
package dev.spark.lifecycle.plan;

import org.jspecify.annotations.NullMarked;
