/** What an operator may ask of the gateway besides what every service offers. */
@NullMarked
package dev.spark.gateway.http.operations;

import org.jspecify.annotations.NullMarked;
