/** The calls about the limits of the installation. */
@NullMarked
package dev.spark.gateway.http.quota;

import org.jspecify.annotations.NullMarked;
