package dev.spark.metrics.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What a spark's database is called. */
@Entity
@Table(name = "spark_database")
@SuppressWarnings("NullAway.Init")
class SparkDatabaseRow {

    @Id
    @Column(name = "spark_id")
    String sparkId;

    @Column(name = "database_name")
    String databaseName;

    protected SparkDatabaseRow() {}
}
