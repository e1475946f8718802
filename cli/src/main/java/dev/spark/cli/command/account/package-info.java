/** Commands about who one is: login, whoami, keys, tokens, quota. */
@NullMarked
package dev.spark.cli.command.account;

import org.jspecify.annotations.NullMarked;
