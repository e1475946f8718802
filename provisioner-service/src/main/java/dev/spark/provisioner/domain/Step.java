package dev.spark.provisioner.domain;

/** What people see of the work on a spark. */
public enum Step {
    DATABASE("database", "Creating the database", "The database is there"),
    VOLUME("volume", "Creating the volume", "The volume is there"),
    ACCESS("access", "Setting up keys, address and network rules", "Keys, address and network rules are in place"),
    CONTAINER("container", "Starting the container", "The container runs"),
    SSH("ssh", "Waiting for SSH", "SSH answers"),
    REMOVING_CONTAINER("removing-container", "Stopping the container", "The container is gone"),
    REMOVING_ACCESS("removing-access", "Removing keys, address and network rules", "Keys and address are gone"),
    REMOVING_VOLUME("removing-volume", "Removing the volume", "The volume is gone"),
    REMOVING_DATABASE("removing-database", "Removing the database", "The database is gone");

    private final String label;
    private final String doing;
    private final String done;

    Step(String label, String doing, String done) {
        this.label = label;
        this.doing = doing;
        this.done = done;
    }

    /** Its name in events. Stable. */
    public String label() {
        return label;
    }

    public String doing() {
        return doing;
    }

    public String done() {
        return done;
    }
}
