package dev.spark.events;

/** What is said on a topic about one spark. */
public sealed interface Message permits Command, SparkEvent, Activity {

    /** The spark it is about, which is also its key on the topic: messages about one spark keep their order. */
    SparkId sparkId();
}
