/** What has happened, kept forever: appended in commit order without gaps, read in order, followed live. */
@NullMarked
package dev.spark.gateway.eventlog;

import org.jspecify.annotations.NullMarked;
