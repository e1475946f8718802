/** What a person, a program or a crash can do to a running stack on a real cluster, seen from outside only. */
@NullMarked
package dev.spark.system;

import org.jspecify.annotations.NullMarked;
