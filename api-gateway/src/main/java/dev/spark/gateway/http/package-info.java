/** What every call has in common: request ids, authentication, reading of bodies. */
@NullMarked
package dev.spark.gateway.http;

import org.jspecify.annotations.NullMarked;
