package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.provisioner.plan.Observed;
import java.util.List;

/** The sparks' databases. All that asks the server throws {@link EffectFailed}. */
public interface Databases {

    /** Hash of what each database is given; differs where the settings do. */
    String manifest();

    /** Whether it is there and, if asked to try, can be logged in to. Never throws: what cannot be told is unknown. */
    Observed.Database look(SparkId id, String password, boolean tryLogin);

    /** Makes role and database as they are wanted, whatever is there already. */
    void create(SparkId id, String password);

    /**
     * Removes all databases of the role and the role, cutting off who is connected. False where nothing is left but the role, which cannot log in any
     * more: other sparks hold on to it.
     */
    boolean drop(SparkId id);

    /** Shuts everybody but its owner out of each database that sparks have created themselves, and limits their number. */
    void protect();

    /** Closes what sparks have created where it has become too large, and opens it where it no longer is. */
    void limitSize();

    /** All databases and roles of sparks. */
    List<Belonging> belongings();
}
