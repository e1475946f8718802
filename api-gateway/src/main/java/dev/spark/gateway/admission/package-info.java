/** Names, totals, running slots and the queue: decided in one transaction, under the lock of the event log. */
@NullMarked
package dev.spark.gateway.admission;

import org.jspecify.annotations.NullMarked;
