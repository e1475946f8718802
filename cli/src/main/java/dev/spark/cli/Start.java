package dev.spark.cli;

/**
 * Where the jar begins. Compiled for old Java on purpose: a person whose {@code java} is too old is told so, in words. The
 * command itself is {@link Main}.
 */
public final class Start {
    private static final int NEEDED = 25;

    private Start() {}

    public static void main(String[] args) throws Exception {
        String version = System.getProperty("java.specification.version", "0");
        int found = Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
        if (found < NEEDED) {
            System.err.println("spark: Java " + NEEDED + " is needed; this is Java " + found + " in "
                    + System.getProperty("java.home"));
            System.err.println(
                    "       Install a newer one (Debian 13: apt install openjdk-25-jre), or start the jar with it.");
            System.exit(1);
        }
        Class.forName("dev.spark.cli.Main").getMethod("main", String[].class).invoke(null, (Object) args);
    }
}
