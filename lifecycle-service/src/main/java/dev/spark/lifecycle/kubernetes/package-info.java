/** The cluster, by the fabric8 client. */
@NullMarked
package dev.spark.lifecycle.kubernetes;

import org.jspecify.annotations.NullMarked;
