/** The Kubernetes objects of a spark, one class each, as values. */
@NullMarked
package dev.spark.provisioner.manifest;

import org.jspecify.annotations.NullMarked;
