package dev.vlmstream.evaluation.rules;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Python's {@code float(str)}, which Java's own parser is not: that takes other things, such as "1d". */
public final class PythonNumber {
    /** Possessive: a greedy repetition of a group takes a frame of the stack each time round. */
    private static final String DIGITS = "\\d++(?:_\\d++)*+";

    private static final Pattern NUMBER = Pattern.compile(
            "[+-]?+(?:" + DIGITS + "(?:\\.(?:" + DIGITS + ")?+)?+|\\." + DIGITS + ")(?:e[+-]?+" + DIGITS + ")?+");

    private PythonNumber() {}

    /** The number that a text is, spaces around it apart and in digits of any script; empty if it is none. */
    public static OptionalDouble of(String text) {
        String plain = ascii(PythonText.lower(PythonText.strip(text)));
        if (NUMBER.matcher(plain).matches()) {
            return OptionalDouble.of(Double.parseDouble(plain.replace("_", "")));
        }
        return switch (plain) {
            case "nan", "+nan", "-nan" -> OptionalDouble.of(Double.NaN);
            case "inf", "+inf", "infinity", "+infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            default -> OptionalDouble.empty();
        };
    }

    private static String ascii(String text) {
        if (text.chars().allMatch(c -> c < 128)) {
            return text;
        }
        StringBuilder ascii = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
                ascii.append(Character.digit(c, 10));
            } else {
                ascii.appendCodePoint(c);
            }
        });
        return ascii.toString();
    }
}
