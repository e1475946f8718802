package dev.spark.provisioner.app;

/** How closely a spark is looked at. */
public enum Depth {
    /** What the watch shows. */
    GLANCE,
    /** And whether its database is there. */
    LOOK,
    /** And whether it can log in. */
    INSPECTION
}
