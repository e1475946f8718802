/** Whether the provisioner makes progress and reaches what it works on. */
@NullMarked
package dev.spark.provisioner.health;

import org.jspecify.annotations.NullMarked;
