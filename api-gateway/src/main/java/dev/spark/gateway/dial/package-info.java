/**
 * The way into a spark's pod: to one of its ports, and to run a process in it. Everything here waits, on virtual threads; the
 * only package besides {@code kubernetes} that knows Kubernetes.
 */
@NullMarked
package dev.spark.gateway.dial;

import org.jspecify.annotations.NullMarked;
