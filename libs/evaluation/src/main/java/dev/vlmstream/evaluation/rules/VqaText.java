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
public final class VqaText {
    private static final Pattern NO_COMMA = Pattern.compile("(?!)");
    private static final Pattern FULL_STOP = Pattern.compile("(?!<=\\d)(\\.)(?!\\d)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int FULL_STOPS = 32;
    private static final String PUNCTUATION = ";/[]\"{}()=+\\_-><@`,?!";
    public static final Set<String> ARTICLES = Set.of("a", "an", "the");
    /** Zero to ten. */
    public static final Map<String, String> NUMBER_WORDS = Map.ofEntries(
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

    /** The whole of it: commas and question marks go before anything else. */
    public static String normalized(String answer) {
        String lower =
                PythonText.lower(answer).replace(",", "").replace("?", "").replace("'s", " 's");
        return processed(PythonText.strip(lower).replace('\n', ' ').replace('\t', ' '), NO_COMMA);
    }

    /**
     * The later two of its steps alone, for punctuation and for digits and articles, as VQA's evaluation takes them.
     *
     * @param comma commas within numbers: where there is one, marks of punctuation go and none becomes a space
     */
    public static String processed(String text, Pattern comma) {
        return words(withoutFullStops(withoutPunctuation(text, comma), FULL_STOP));
    }

    /** Without marks of punctuation: one that touches a space anywhere in the text goes everywhere, any other becomes a space. */
    public static String withoutPunctuation(String text, Pattern comma) {
        boolean number = comma.matcher(text).find();
        String result = text;
        for (int i = 0; i < PUNCTUATION.length(); i++) {
            String mark = PUNCTUATION.substring(i, i + 1);
            boolean goes = number || text.contains(mark + " ") || text.contains(" " + mark);
            result = result.replace(mark, goes ? "" : " ");
        }
        return result;
    }

    /** Without the first 32 full stops of those that the pattern finds. */
    public static String withoutFullStops(String text, Pattern fullStop) {
        List<Integer> found = fullStop.matcher(text)
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
        return PythonText.split(PythonText.lower(text)).stream()
                .map(word -> word.equals("none") ? "0" : NUMBER_WORDS.getOrDefault(word, word))
                .filter(word -> !ARTICLES.contains(word))
                .map(Contractions::repaired)
                .collect(Collectors.joining(" "));
    }
}
