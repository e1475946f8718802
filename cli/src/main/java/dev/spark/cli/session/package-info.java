/** What the commands share: one run's session, and options that several of them take. */
@NullMarked
package dev.spark.cli.session;

import org.jspecify.annotations.NullMarked;
