/** What sparks can be made from: files of a folder, checked one by one. */
@NullMarked
package dev.spark.gateway.templates;

import org.jspecify.annotations.NullMarked;
