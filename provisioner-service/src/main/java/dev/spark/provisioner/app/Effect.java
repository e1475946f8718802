package dev.spark.provisioner.app;

import dev.spark.provisioner.domain.Part;
import java.util.Locale;

/** Each kind of effect on the outside, and the failpoints around it: {@code provisioner.create-role.before}, {@code ….after}. */
public enum Effect {
    CREATE_ROLE,
    CREATE_DATABASE,
    OPEN_DATABASE,
    DROP_DATABASE,
    DROP_ROLE,
    APPLY_VOLUME,
    APPLY_SECRET,
    APPLY_SERVICE,
    APPLY_NETWORK_POLICY,
    APPLY_DEPLOYMENT,
    REMOVE_VOLUME,
    REMOVE_SECRET,
    REMOVE_SERVICE,
    REMOVE_NETWORK_POLICY,
    REMOVE_DEPLOYMENT,
    STORE,
    TELL_SETUP;

    public static Effect applying(Part part) {
        return switch (part) {
            case DATABASE -> CREATE_DATABASE;
            case VOLUME -> APPLY_VOLUME;
            case SECRET -> APPLY_SECRET;
            case SERVICE -> APPLY_SERVICE;
            case NETWORK_POLICY -> APPLY_NETWORK_POLICY;
            case DEPLOYMENT -> APPLY_DEPLOYMENT;
        };
    }

    public static Effect removing(Part part) {
        return switch (part) {
            case DATABASE -> DROP_DATABASE;
            case VOLUME -> REMOVE_VOLUME;
            case SECRET -> REMOVE_SECRET;
            case SERVICE -> REMOVE_SERVICE;
            case NETWORK_POLICY -> REMOVE_NETWORK_POLICY;
            case DEPLOYMENT -> REMOVE_DEPLOYMENT;
        };
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String before() {
        return "provisioner." + label() + ".before";
    }

    public String after() {
        return "provisioner." + label() + ".after";
    }
}
