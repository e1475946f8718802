/** The {@code spark} command: a small, quick client of the gateway's HTTP API. It knows nothing the API does not tell it. */
@NullMarked
package dev.spark.cli;

import org.jspecify.annotations.NullMarked;
