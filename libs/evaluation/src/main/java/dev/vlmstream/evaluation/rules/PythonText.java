package dev.vlmstream.evaluation.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Python's {@code str.split()}, {@code str.strip()} and {@code str.lower()}, which the reference rules are written with. */
public final class PythonText {
    private PythonText() {}

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
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
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
}
