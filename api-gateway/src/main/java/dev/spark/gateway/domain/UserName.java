package dev.spark.gateway.domain;

import java.util.regex.Pattern;

/** The name of a user: also a Kubernetes label value, and never mistaken for a service ({@code spark/provisioner}). */
public final class UserName {

    /** What is allowed, for people. */
    public static final String RULE =
            "1 to 63 letters, digits, '.', '_' or '-', beginning and ending with a letter or digit";

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private UserName() {}

    public static boolean isValid(String text) {
        return SHAPE.matcher(text).matches();
    }
}
