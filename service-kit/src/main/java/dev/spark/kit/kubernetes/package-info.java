/** What the services that work on the cluster see of it. Only for those that bring the client with them. */
@NullMarked
package dev.spark.kit.kubernetes;

import org.jspecify.annotations.NullMarked;
