/** Each message is acted on once, in the order of its spark; what cannot be read or keeps failing is set aside. */
@NullMarked
package dev.spark.kit.inbox;

import org.jspecify.annotations.NullMarked;
