package dev.vlmstream.evaluation.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Python's {@code split()}, {@code strip()}, {@code lower()} and {@code float()} of texts, which the reference rules are written with. */
public final class PythonText {
    /** White space. */
    static final String SPACE = "[\\s\\x1c-\\x1f\\x85\\p{Z}]";
    /** A character of a word. */
    static final String WORD = "[\\p{L}\\p{N}_]";
    /** {@code string.punctuation}. */
    static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");
    /** A digit of any script. */
    static final String DIGIT = "\\p{Nd}";

    /** Possessive: a greedy repetition of a group takes a frame of the stack each time round. */
    private static final String DIGITS = "\\d++(?:_\\d++)*+";

    private static final Pattern NUMBER = Pattern.compile(
            "[+-]?+(?:" + DIGITS + "(?:\\.(?:" + DIGITS + ")?+)?+|\\." + DIGITS + ")(?:e[+-]?+" + DIGITS + ")?+");

    private PythonText() {}

    /** In code points. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The words between runs of white space. */
    public static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && !isSpace(text.charAt(i));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    public static String strip(String text) {
        return strip(text, c -> isSpace((char) c));
    }

    static String strip(String text, char edge) {
        return strip(text, c -> c == edge);
    }

    private static String strip(String text, IntPredicate edge) {
        int start = 0;
        int end = text.length();
        while (start < end && edge.test(text.charAt(start))) {
            start++;
        }
        while (end > start && edge.test(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** In lower case, whatever the machine's locale. */
    public static String lower(String text) {
        // The one letter that becomes two. Java makes room for each by itself, and copies all that it has: of 100,000,
        // for seconds.
        return text.replace("\u0130", "i\u0307").toLowerCase(Locale.ROOT);
    }

    /** Unicode white space and the separators U+001C to U+001F; all of them are in the basic plane. */
    public static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /** Python's {@code float(str)}, which takes other things than Java's own parser, such as no "1d": the number that a text is, spaces around it apart and in digits of any script; empty if it is none. */
    public static OptionalDouble number(String text) {
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
