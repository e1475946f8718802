/** The cluster's API and its kubelets. */
@NullMarked
package dev.spark.metrics.kubernetes;

import org.jspecify.annotations.NullMarked;
