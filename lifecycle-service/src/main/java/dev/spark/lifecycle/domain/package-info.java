/** Whether a spark is to run, and how commands and findings move it on. Values only: no clock, no I/O. */
@NullMarked
package dev.spark.lifecycle.domain;

import org.jspecify.annotations.NullMarked;
