/** Which gateway, with which token: from the environment or the person's configuration file. */
@NullMarked
package dev.spark.cli.settings;

import org.jspecify.annotations.NullMarked;
