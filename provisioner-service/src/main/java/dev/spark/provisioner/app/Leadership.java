package dev.spark.provisioner.app;

/** One replica reconciles at a time. Which one it is, the database knows; the others stand by. */
public interface Leadership {

    boolean isHeld();
}
