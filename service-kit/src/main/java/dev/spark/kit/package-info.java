/**
 * What each service needs to keep its promises: it acts once on each message ({@link dev.spark.kit.inbox}), says what it
 * promised to say ({@link dev.spark.kit.outbox}), tells whether it makes progress ({@link dev.spark.kit.health}), and can be
 * helped by an operator ({@link dev.spark.kit.operations}).
 */
@NullMarked
package dev.spark.kit;

import org.jspecify.annotations.NullMarked;
