/** SSH host keys and the authority that signs them. */
@NullMarked
package dev.spark.kit.ssh;

import org.jspecify.annotations.NullMarked;
