/**
 * Real infrastructure for tests: Kafka, PostgreSQL and a Kubernetes API, in containers where a Docker engine answers and
 * embedded where none does. Start at {@link dev.spark.testing.SparkInfrastructure} for a test of a service, at
 * {@link dev.spark.testing.Infrastructure} for any other.
 */
@NullMarked
package dev.spark.testing;

import org.jspecify.annotations.NullMarked;
