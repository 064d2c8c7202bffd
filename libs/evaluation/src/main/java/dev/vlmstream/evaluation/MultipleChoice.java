package dev.vlmstream.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Questions that carry their options as ImageWikiQA writes them. */
public final class MultipleChoice {
    private static final Pattern OPTION = Pattern.compile("^([A-Z])\\. (.*?)\\r?$", Pattern.MULTILINE);

    private MultipleChoice() {}

    /**
     * The options of a question such as {@code "Which …?\nA. one\nB. two\nChoose A or B."}, in the order of their
     * letters: index 0 is A. Where a question holds several lists, the last one counts.
     *
     * @return at least two options, or an empty list if the text has none
     */
    public static List<String> options(String text) {
        List<String> options = new ArrayList<>();
        Matcher lines = OPTION.matcher(text);
        while (lines.find()) {
            char letter = lines.group(1).charAt(0);
            if (letter == 'A') {
                options.clear();
            }
            if (letter == letter(options.size())) {
                options.add(lines.group(2));
            }
        }
        return options.size() < 2 ? List.of() : List.copyOf(options);
    }

    /** The letter of the option at that index: A, B, C … Z. */
    public static char letter(int index) {
        if (index < 0 || index > 25) {
            throw new IllegalArgumentException("options are lettered A to Z; there is no letter for index " + index);
        }
        return (char) ('A' + index);
    }
}
