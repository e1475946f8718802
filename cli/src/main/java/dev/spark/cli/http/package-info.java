/** Requests to the gateway's API: one answer, pages, live events; retried while the gateway is away for a moment. */
@NullMarked
package dev.spark.cli.http;

import org.jspecify.annotations.NullMarked;
