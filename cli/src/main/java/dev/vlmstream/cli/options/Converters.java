package dev.vlmstream.cli.options;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What values of options are read into. */
public final class Converters {
    private Converters() {}

    /** Whole numbers of what there must be one of at least. */
    public static final class FromOne implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return within(text, 1, Integer.MAX_VALUE, "a whole number of 1 or more");
        }
    }

    /** Whole numbers of what there may be none. */
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
            // Refused below, in the same words as a number out of range.
        }
        throw new TypeConversionException("\"" + text + "\" is not " + words);
    }

    /** Seconds, or a number with the unit s, m or h. */
    public static final class OfDuration implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smh]?)");

        @Override
        public Duration convert(String value) {
            Matcher matcher = FORM.matcher(value);
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw new TypeConversionException("'" + value + "' is no duration; write 90s, 5m or 1h");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }

    /** A value that is one of a few words; a subclass for each list names them. */
    public abstract static class OneOf implements ITypeConverter<String> {
        private final List<String> words;

        protected OneOf(List<String> words) {
            this.words = List.copyOf(words);
        }

        @Override
        public final String convert(String text) {
            if (!words.contains(text)) {
                throw new TypeConversionException("\"" + text + "\" is none of " + String.join(", ", words));
            }
            return text;
        }
    }

    /** A value as its own type reads it, whose {@link IllegalArgumentException} says what is wrong. */
    public static <T> ITypeConverter<T> parsed(Function<String, T> reading) {
        return text -> {
            try {
                return reading.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
