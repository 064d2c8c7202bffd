package dev.vlmstream.evaluation.rules;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How TextVQA's processor (Pythia's {@code EvalAIAnswerProcessor}; LLaVA and lmms-eval use the same) writes answers
 * before they are compared. Two accidents of the published code belong to the definition. Its expression for full stops
 * is {@code (?!<=\d)(\.)(?!\d)}: the typo makes of the look-behind a condition that always holds, so a full stop goes
 * unless a digit follows, even after a digit. And it passes {@code re.UNICODE}, 32, where the count of replacements is
 * expected: of more than 32 such full stops the rest stay. Its expression for commas between digits never applies,
 * because commas are gone by then.
 */
final class VqaText {
    private static final Pattern FULL_STOP = Pattern.compile("(?!<=\\d)(\\.)(?!\\d)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int FULL_STOPS = 32;
    private static final String PUNCTUATION = ";/[]\"{}()=+\\_-><@`,?!";
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");
    private static final Map<String, String> DIGITS = Map.ofEntries(
            Map.entry("none", "0"),
            Map.entry("zero", "0"),
            Map.entry("one", "1"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"));

    private VqaText() {}

    static String normalized(String answer) {
        String lower =
                PythonText.lower(answer).replace(",", "").replace("?", "").replace("'s", " 's");
        return words(withoutFullStops(
                withoutPunctuation(PythonText.strip(lower).replace('\n', ' ').replace('\t', ' '))));
    }

    /** A mark that touches a space anywhere in the text goes everywhere; any other becomes a space. */
    private static String withoutPunctuation(String text) {
        String result = text;
        for (int i = 0; i < PUNCTUATION.length(); i++) {
            String mark = PUNCTUATION.substring(i, i + 1);
            boolean atSpace = text.contains(mark + " ") || text.contains(" " + mark);
            result = result.replace(mark, atSpace ? "" : " ");
        }
        return result;
    }

    private static String withoutFullStops(String text) {
        List<Integer> found = FULL_STOP
                .matcher(text)
                .results()
                .limit(FULL_STOPS)
                .map(MatchResult::start)
                .toList();
        StringBuilder kept = new StringBuilder(text);
        for (int i = found.size() - 1; i >= 0; i--) {
            kept.deleteCharAt(found.get(i));
        }
        return kept.toString();
    }

    private static String words(String text) {
        return PythonText.split(text).stream()
                .map(word -> DIGITS.getOrDefault(word, word))
                .filter(word -> !ARTICLES.contains(word))
                .map(Contractions::repaired)
                .collect(Collectors.joining(" "));
    }
}
