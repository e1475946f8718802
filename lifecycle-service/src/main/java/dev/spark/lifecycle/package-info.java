/**
 * The lifecycle: decides when a spark runs, and owns the scale of its deployment and nothing else of it. It is asked by commands
 * and answers with events.
 */
@NullMarked
package dev.spark.lifecycle;

import org.jspecify.annotations.NullMarked;
