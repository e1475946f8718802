package dev.spark.cli.session;

import org.jspecify.annotations.Nullable;

/** Which release of the command this is. */
public final class Release {
    private Release() {}

    /** The version this jar was built as. */
    public static String version() {
        @Nullable String version = Release.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
