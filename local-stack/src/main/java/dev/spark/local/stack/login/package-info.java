/** The command line's login to the stack of this machine. */
@NullMarked
package dev.spark.local.stack.login;

import org.jspecify.annotations.NullMarked;
