package dev.spark.testing;

/** One way to provide what tests need. Each part is started by the first call; calls may come from many threads. */
interface Parts extends AutoCloseable {

    /** The bootstrap servers of a Kafka that has Spark's topics. */
    String kafka();

    /** A PostgreSQL that has Spark's roles and schemas. */
    PostgresAddress postgres();

    KubernetesAddress kubernetes();

    @Override
    void close();
}
