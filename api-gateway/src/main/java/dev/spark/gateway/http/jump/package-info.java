/** Where the SSH jump host is. */
@NullMarked
package dev.spark.gateway.http.jump;

import org.jspecify.annotations.NullMarked;
