/** What is due about a spark and when: idleness, time to live, the trash. Pure: time and measurements are passed in. */
@NullMarked
package dev.spark.lifecycle.domain.agenda;

import org.jspecify.annotations.NullMarked;
