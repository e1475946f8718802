/** The Kubernetes that sparks live on: started, found, given its rights, and ended. */
@NullMarked
package dev.spark.local.stack.cluster;

import org.jspecify.annotations.NullMarked;
