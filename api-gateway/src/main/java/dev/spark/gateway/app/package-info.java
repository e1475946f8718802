/** The use cases: each is one transaction that decides, records events and promises commands. */
@NullMarked
package dev.spark.gateway.app;

import org.jspecify.annotations.NullMarked;
