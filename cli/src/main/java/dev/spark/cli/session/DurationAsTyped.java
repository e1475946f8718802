package dev.spark.cli.session;

import dev.spark.cli.output.Durations;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration for the API, as it was typed or in one unit; how long it may be, the API says. */
public final class DurationAsTyped implements ITypeConverter<String> {
    /** What stands for no end, and means the same to every gateway. */
    public static final String NEVER = "never";

    /** As the other, where there may be no end: {@code never} and {@code 0} are {@link #NEVER}. */
    public static final class OrNever implements ITypeConverter<String> {
        @Override
        public String convert(String typed) {
            return Durations.isNever(typed) ? NEVER : new DurationAsTyped().convert(typed);
        }
    }

    @Override
    public String convert(String typed) {
        try {
            return Durations.inOneUnit(typed);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
