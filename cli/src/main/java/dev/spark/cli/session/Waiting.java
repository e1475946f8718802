package dev.spark.cli.session;

import dev.spark.cli.output.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --no-wait} and {@code --timeout}, on every command that waits for a spark. */
public final class Waiting {
    /** How long to wait; none for as long as it takes. */
    record Limit(@Nullable Duration duration) {}

    /** A duration as the API writes it, or {@code never}. */
    static final class ToLimit implements ITypeConverter<Limit> {
        @Override
        public Limit convert(String typed) {
            try {
                return new Limit(Durations.isNever(typed) ? null : Durations.parse(typed));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Option(names = "--no-wait", description = "Comes back at once; the spark goes on by itself.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "5m",
            converter = ToLimit.class,
            description = "Waits no longer than that, then fails; the spark goes on by itself."
                    + " Left out: as long as it takes.")
    private @Nullable Limit timeout;

    public boolean isWanted() {
        return !noWait;
    }

    /** None for as long as it takes. */
    public @Nullable Duration limit() {
        return timeout == null ? null : timeout.duration();
    }
}
