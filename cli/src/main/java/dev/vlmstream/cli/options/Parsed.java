package dev.vlmstream.cli.options;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A value as its own type reads it, whose {@link IllegalArgumentException} says what is wrong; a subclass for each type. */
public abstract class Parsed<T> implements ITypeConverter<T> {
    private final Function<String, T> reading;

    protected Parsed(Function<String, T> reading) {
        this.reading = reading;
    }

    @Override
    public final T convert(String text) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
