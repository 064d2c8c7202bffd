package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.MultipleChoice;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How lmms-eval reads a letter from an answer ({@code extract_mcq_answer}; MMStar, and MMBench where nothing else is found). It
 * looks for letters in several forms, some of which it trusts more than others: at the beginning or the end of the answer, behind
 * words such as "the answer is", in brackets, with a mark behind it, before a space, anywhere. Of one form the last counts.
 */
public final class LmmsLetter {
    public static final ComputedRule RULE = Declaration.of(
                    "lmms-mcq",
                    "lmms-eval's parser finds the right letter, A to D, in the answer; an answer without a letter is unparsed",
                    "lmms-eval, extract_mcq_answer")
            .computed((answer, truth) -> {
                Optional<String> letter = parse(answer.text(), LmmsLetter.FOUR);
                String right = PythonText.strip(truth.label()).toUpperCase(Locale.ROOT);
                return Grade.of(letter, right);
            });

    private static final int FOUR = 4;
    private static final String MARKS = ",.!?;:'\"";
    private static final List<String> PHRASES = List.of(
            "the answer is",
            "answer is",
            "the correct answer is",
            "correct answer is",
            "the best answer is",
            "best answer is",
            "the correct option is",
            "correct option is",
            "the best option is",
            "best option is",
            "the choice is",
            "choice is",
            "the correct choice is",
            "correct choice is",
            "i choose",
            "i select",
            "i pick",
            "my answer is",
            "my choice is",
            "옵션",
            "정답은",
            "답은",
            "답:",
            "答案是",
            "答案为",
            "选",
            "答えは");

    private LmmsLetter() {}

    /**
     * The letter that an answer is taken for; empty where it has none.
     *
     * @param options how many letters there are, from A on
     */
    public static Optional<String> parse(String answer, int options) {
        String bare = PythonText.strip(answer);
        if (bare.isEmpty()) {
            return Optional.empty();
        }
        for (char mark : MARKS.toCharArray()) {
            bare = PythonText.strip(bare, mark);
        }
        Search search = new Search(" " + bare + " ", options);
        return Optional.ofNullable(search.best()).map(String::valueOf);
    }

    /** Looks for the forms from the most trusted one on; the first that is there has the letter. */
    private record Search(String text, int options) {
        @Nullable
        Character best() {
            String stripped = PythonText.strip(text);
            Character found = atTheBeginning(stripped);
            found = found != null ? found : atTheEnd(stripped);
            found = found != null ? found : behindPhrases();
            found = found != null ? found : last("(", ")");
            found = found != null ? found : last("", ".");
            found = found != null ? found : last("", ":");
            found = found != null ? found : last("", ")");
            found = found != null ? found : last("", " ");
            return found != null ? found : last("", "");
        }

        private @Nullable Character atTheBeginning(String stripped) {
            return !stripped.isEmpty()
                            && isOption(stripped.charAt(0))
                            && (stripped.length() == 1 || !Character.isLetter(stripped.codePointAt(1)))
                    ? stripped.charAt(0)
                    : null;
        }

        private @Nullable Character atTheEnd(String stripped) {
            int end = stripped.length() - 1;
            return end >= 0
                            && isOption(stripped.charAt(end))
                            && (end == 0 || !Character.isLetter(stripped.codePointBefore(end)))
                    ? stripped.charAt(end)
                    : null;
        }

        private boolean isOption(char c) {
            return c >= 'A' && c < 'A' + options;
        }

        /** Of each phrase the first place, and behind it each letter's first; of all of these the last. */
        private @Nullable Character behindPhrases() {
            String lower = PythonText.lower(text);
            int latest = -1;
            for (String phrase : PHRASES) {
                int at = lower.indexOf(phrase);
                if (at >= 0) {
                    // As in the original the place is that in the lower-cased text, which may be the longer one.
                    int after = lower.codePointCount(0, at) + phrase.length();
                    latest = Math.max(latest, latestFirst(after));
                }
            }
            return latest < 0 ? null : text.charAt(latest);
        }

        /** @param after in code points */
        private int latestFirst(int after) {
            if (after > PythonText.length(text)) {
                return -1;
            }
            int from = text.offsetByCodePoints(0, after);
            int latest = -1;
            for (int option = 0; option < options; option++) {
                latest = Math.max(latest, text.indexOf(MultipleChoice.letter(option), from));
            }
            return latest;
        }

        private @Nullable Character last(String before, String behind) {
            int latest = -1;
            Character found = null;
            for (int option = 0; option < options; option++) {
                char letter = MultipleChoice.letter(option);
                int at = text.lastIndexOf(before + letter + behind);
                if (at > latest) {
                    latest = at;
                    found = letter;
                }
            }
            return found;
        }
    }
}
