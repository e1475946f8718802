/**
 * Builds and removes what a spark consists of: its database, volume, secret, service, network policy and deployment.
 *
 * <p>Commands change what is wanted; a reconciler observes, plans and performs until it is so. See {@code DESIGN.md}.
 */
@NullMarked
package dev.spark.provisioner;

import org.jspecify.annotations.NullMarked;
