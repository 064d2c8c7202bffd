package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Line;
import dev.vlmstream.evaluation.judging.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads yes or no from the answer to a question about an object's presence, in the two ways that are in use. */
public final class YesNo {
    public static final ComputedRule POPE = Declaration.of(
                    "pope",
                    "the answer is the right one of the words yes and no; any other answer is unparsed",
                    "Li et al. 2023 (POPE); lmms-eval")
            .lines("prediction, label", "said, correct", YesNo::line)
            .computed((answer, truth) -> {
                Optional<Boolean> yes = exact(answer.text());
                return Grade.of(yes.map(YesNo::word), yes.equals(Optional.of(present(truth))));
            });

    public static final ComputedRule POPE_PUBLISHED = Declaration.of(
                    "pope-published",
                    "the same, but no is what has the word no or not in its first sentence, and yes is all else",
                    "Li et al. 2023 (POPE), their script")
            .computed((answer, truth) -> Grade.of(published(answer.text()) == present(truth)));

    public static final ComputedRule SAID_YES = Declaration.of(
                    "said-yes", "the answer is yes, be that right or wrong", "Li et al. 2023 (POPE)")
            .neutral()
            .computed((answer, truth) -> Grade.of(exact(answer.text()).orElse(false)));

    private static final List<String> NEGATIONS = List.of("No", "not", "no");

    private YesNo() {}

    /**
     * lmms-eval's: the answer is the word yes or no and nothing else, in any case, spaces around it apart.
     *
     * @return whether it is yes, or empty where it is neither: unparsed
     */
    public static Optional<Boolean> exact(String answer) {
        return switch (PythonText.lower(PythonText.strip(answer))) {
            case "yes" -> Optional.of(true);
            case "no" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /**
     * POPE's own script (Y. Li et al., "Evaluating Object Hallucination in Large Vision-Language Models", EMNLP 2023):
     * no if the first sentence has one of the words "No", "no", "not", commas apart; whatever else is yes, also an
     * answer that is about something else.
     */
    public static boolean published(String answer) {
        int stop = answer.indexOf('.');
        String sentence = stop < 0 ? answer : answer.substring(0, stop);
        return Stream.of(sentence.replace(",", "").split(" ")).noneMatch(NEGATIONS::contains);
    }

    private static boolean present(Truth truth) {
        return exact(truth.label())
                .orElseThrow(
                        () -> new IllegalArgumentException("the label must be yes or no, got '" + truth.label() + "'"));
    }

    private static Map<String, Object> line(Line line) {
        Optional<Boolean> yes = exact(line.text("prediction"));
        Optional<Boolean> right = exact(line.text("label"));
        if (right.isEmpty()) {
            throw new IllegalArgumentException("field 'label' must be yes or no, got '" + line.text("label") + "'");
        }
        Map<String, Object> computed = new LinkedHashMap<>();
        computed.put("said", yes.map(YesNo::word).orElse(null));
        computed.put("correct", yes.equals(right));
        return computed;
    }

    private static String word(boolean yes) {
        return yes ? "yes" : "no";
    }
}
