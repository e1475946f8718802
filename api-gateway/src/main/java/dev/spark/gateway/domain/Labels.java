package dev.spark.gateway.domain;

import java.util.regex.Pattern;

/** Labels as Kubernetes has them, because a spark's parts carry them. */
public final class Labels {

    /** How many a spark may have. */
    public static final int MOST = 32;

    /** What a key may be, for people. */
    public static final String KEY_RULE =
            "must be a Kubernetes label key (letters, digits, '.', '_', '-', at most 63, optionally"
                    + " after a domain and '/') and not of spark.dev, kubernetes.io or k8s.io";

    /** What a value may be, for people. */
    public static final String VALUE_RULE =
            "must be a Kubernetes label value: at most 63 letters, digits, '.', '_' or '-', beginning and ending with a letter or digit";

    private static final int LONGEST_PREFIX = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern RESERVED = Pattern.compile("(?:.*\\.)?(?:spark\\.dev|kubernetes\\.io|k8s\\.io)");

    private Labels() {}

    public static boolean isKey(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return NAME.matcher(text).matches();
        }
        String prefix = text.substring(0, slash);
        return prefix.length() <= LONGEST_PREFIX
                && PREFIX.matcher(prefix).matches()
                && !RESERVED.matcher(prefix).matches()
                && NAME.matcher(text.substring(slash + 1)).matches();
    }

    public static boolean isValue(String text) {
        return text.isEmpty() || NAME.matcher(text).matches();
    }
}
