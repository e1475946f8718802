/** Where a spark stands, and how commands and findings move it on. Values only: no clock, no I/O. */
@NullMarked
package dev.spark.provisioner.domain;

import org.jspecify.annotations.NullMarked;
