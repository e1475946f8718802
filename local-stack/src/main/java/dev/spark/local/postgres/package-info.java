/** PostgreSQL on this machine: the server from a jar, and the roles and schemas that Spark keeps in it. */
@NullMarked
package dev.spark.local.postgres;

import org.jspecify.annotations.NullMarked;
