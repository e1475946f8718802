package dev.spark.cli.session;

import dev.spark.cli.output.Durations;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration that goes to the API as it was typed, once it is known to be one; how long it may be, the API says. */
public final class DurationAsTyped implements ITypeConverter<String> {
    @Override
    public String convert(String typed) {
        try {
            Durations.parse(typed);
            return typed;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
