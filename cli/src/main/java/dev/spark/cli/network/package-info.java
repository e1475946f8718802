/** The way to the gateway: proxies, trusted certificate authorities, sockets. */
@NullMarked
package dev.spark.cli.network;

import org.jspecify.annotations.NullMarked;
