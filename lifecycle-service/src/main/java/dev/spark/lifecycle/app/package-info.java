/** The use cases, the reconciler, and the ports they need. */
@NullMarked
package dev.spark.lifecycle.app;

import org.jspecify.annotations.NullMarked;
