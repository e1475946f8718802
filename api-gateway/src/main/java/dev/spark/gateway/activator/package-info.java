/**
 * Wake on connect, inside the cluster: while a spark rests its Kubernetes Service leads here, and the connection is held, wakes the
 * spark, and is passed on. While it runs nothing of it passes through here.
 */
@NullMarked
package dev.spark.gateway.activator;

import org.jspecify.annotations.NullMarked;
