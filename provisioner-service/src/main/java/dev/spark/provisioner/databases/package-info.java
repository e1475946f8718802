/** The sparks' databases and roles, by JDBC. */
@NullMarked
package dev.spark.provisioner.databases;

import org.jspecify.annotations.NullMarked;
