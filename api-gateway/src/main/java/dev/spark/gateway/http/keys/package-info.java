/** The calls about SSH keys. */
@NullMarked
package dev.spark.gateway.http.keys;

import org.jspecify.annotations.NullMarked;
