package dev.spark.cli.session;

import dev.spark.cli.output.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --no-wait} and {@code --timeout}, on every command that waits for a spark. */
public final class Waiting {
    /** A duration as the API writes it. */
    static final class ToDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String typed) {
            try {
                return Durations.parse(typed);
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
            converter = ToDuration.class,
            description = "Waits no longer than that, then fails; the spark goes on by itself.")
    private @Nullable Duration timeout;

    public boolean isWanted() {
        return !noWait;
    }

    /** None for as long as it takes. */
    public @Nullable Duration limit() {
        return timeout;
    }
}
