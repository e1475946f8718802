/**
 * The SSH jump host: {@code ssh -J gateway user@NAME}. Only channels to ports of sparks, by public key; everything else that SSH
 * can do is refused. The only package that knows Apache MINA SSHD.
 */
@NullMarked
package dev.spark.gateway.jump;

import org.jspecify.annotations.NullMarked;
