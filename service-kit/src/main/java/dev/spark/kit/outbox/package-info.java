/** What a service promises in a transaction is published after its commit, in the order of its spark, at least once. */
@NullMarked
package dev.spark.kit.outbox;

import org.jspecify.annotations.NullMarked;
