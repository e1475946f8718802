/** The cluster, by the fabric8 client. */
@NullMarked
package dev.spark.provisioner.kubernetes;

import org.jspecify.annotations.NullMarked;
