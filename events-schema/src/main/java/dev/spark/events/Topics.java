package dev.spark.events;

/** The topics of the platform. All are keyed by spark id. */
public final class Topics {

    /** {@link ProvisioningCommand}s, from the gateway to the provisioner. */
    public static final String PROVISIONING = "spark.commands.provisioning";

    /** {@link LifecycleCommand}s, from the gateway to the lifecycle service. */
    public static final String LIFECYCLE = "spark.commands.lifecycle";

    /** {@link SparkEvent}s, from all services to whoever cares. Kept forever. */
    public static final String EVENTS = "spark.events";

    /** {@link Activity}: what is measured of sparks, and what is concluded from it. Kept a day. */
    public static final String ACTIVITY = "spark.activity";

    private static final String DEAD_LETTERS = ".dlq";

    private Topics() {}

    /** Where a consumer of {@code topic} puts what it cannot read, with its original bytes and headers. */
    public static String deadLettersOf(String topic) {
        return topic + DEAD_LETTERS;
    }
}
