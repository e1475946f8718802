/** The sparks as the fold of the event log. It can be rebuilt while serving. */
@NullMarked
package dev.spark.gateway.readmodel;

import org.jspecify.annotations.NullMarked;
