/** What is open into sparks, of whom: who may open it, how much there is, and how it is cut. */
@NullMarked
package dev.spark.gateway.connections;

import org.jspecify.annotations.NullMarked;
