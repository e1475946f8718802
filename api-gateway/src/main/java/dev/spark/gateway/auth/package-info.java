/** Who calls: bearer tokens of our own, stored hashed, and tokens of an OIDC provider where one is configured. */
@NullMarked
package dev.spark.gateway.auth;

import org.jspecify.annotations.NullMarked;
