package dev.vlmstream.evaluation.frequency;

import java.util.regex.Pattern;

/** Expressions of CPython's {@code re} in Java's. */
final class PythonPattern {
    private static final String SPACE =
            "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
    private static final String WORD = "[\\p{L}\\p{N}_]";

    private PythonPattern() {}

    /**
     * Compiles an expression in which {@code \s}, {@code \S}, {@code \w}, {@code \d} and {@code \b} mean what they mean in
     * Python, and {@code $} is at the end or before a last line feed.
     */
    static Pattern of(String expression) {
        String java = expression
                .replace("\\b", "(?:(?<!" + WORD + ")(?=" + WORD + ")|(?<=" + WORD + ")(?!" + WORD + "))")
                .replace("\\s", SPACE)
                .replace("\\S", "[^" + SPACE + "]")
                .replace("\\w", WORD)
                .replace("\\d", "\\p{Nd}");
        return Pattern.compile(java, Pattern.UNIX_LINES);
    }
}
