/** The operator's calls. */
@NullMarked
package dev.spark.provisioner.http;

import org.jspecify.annotations.NullMarked;
