package dev.vlmstream.cli.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers within what an option can use. */
public final class Numbers {
    private Numbers() {}

    /** Of what there must be one of at least. */
    public static final class FromOne implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return within(text, 1, Integer.MAX_VALUE, "a whole number of 1 or more");
        }
    }

    /** Of what there may be none. */
    public static final class FromZero implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return within(text, 0, Integer.MAX_VALUE, "a whole number of 0 or more");
        }
    }

    /** Where a server listens; 0 takes any that is free. */
    public static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return within(text, 0, 65_535, "a port, 0 to 65535");
        }
    }

    private static int within(String text, int least, int most, String words) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told as any other number that cannot be.
        }
        throw new TypeConversionException("\"" + text + "\" is not " + words);
    }
}
