/** Bytes as text: what the system hands over need not be UTF-8, and is passed on as it is. */
@NullMarked
package dev.spark.cli.bytes;

import org.jspecify.annotations.NullMarked;
