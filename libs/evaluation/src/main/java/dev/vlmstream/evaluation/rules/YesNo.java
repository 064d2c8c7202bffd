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
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads yes or no from an answer, in the ways that are in use. */
public final class YesNo {
    public static final ComputedRule POPE = Declaration.of(
                    "pope",
                    "the answer is yes or no, whichever is right; any other answer is unparsed",
                    "Li et al. 2023 (POPE); lmms-eval")
            .lines("prediction, label", "said, correct", YesNo::line)
            .computed((answer, truth) -> Grade.of(exact(answer.text()).map(YesNo::word), right(truth)));

    public static final ComputedRule POPE_PUBLISHED = Declaration.of(
                    "pope-published",
                    "like pope, but an answer with no or not in its first sentence means no, and any other means yes",
                    "Li et al. 2023 (POPE), their script")
            .computed((answer, truth) -> Grade.of(published(answer.text()) == present(truth)));

    public static final ComputedRule SAID_YES = Declaration.of(
                    "said-yes", "the answer is yes, whether or not that is right", "Li et al. 2023 (POPE)")
            .neutral()
            .computed((answer, truth) -> Grade.of(exact(answer.text()).orElse(false)));

    /** How yes or no is read from an answer to a question of MME (C. Fu et al., "MME", arXiv 2306.13394). */
    public static final ComputedRule MME = rule(
            "mme",
            "the first four characters of the answer contain yes or no, whichever is right; with neither it is unparsed",
            "Fu et al. 2023 (MME); lmms-eval",
            YesNo::mme);

    public static final ComputedRule VLMEVALKIT = rule(
            "vlmevalkit-yes-no",
            "the answer contains the word yes or no, whichever is right; with both or neither it is unparsed",
            "VLMEvalKit, YOrN_Extraction without a judge",
            YesNo::vlmEvalKit);

    private static final int PREFIX = 4;
    private static final Pattern COMMA = Pattern.compile("\\p{Nd},\\p{Nd}");
    private static final Pattern FULL_STOP = Pattern.compile("(?<!\\p{Nd})\\.(?!\\p{Nd})");
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

    private static ComputedRule rule(String id, String help, String source, Function<String, Optional<String>> parser) {
        return Declaration.of(id, help, source)
                .computed((answer, truth) -> Grade.of(parser.apply(answer.text()), right(truth)));
    }

    private static String right(Truth truth) {
        return word(present(truth));
    }

    /**
     * MME's own and lmms-eval's ({@code parse_pred_ans}): y and n alone, or yes or no among the first four characters, full stops
     * apart; "know" is no.
     */
    public static Optional<String> mme(String answer) {
        String text = PythonText.strip(PythonText.lower(answer)).replace(".", "");
        if (text.equals("y") || text.equals("n")) {
            return Optional.of(text.equals("y") ? "yes" : "no");
        }
        int[] first = text.codePoints().limit(PREFIX).toArray();
        String prefix = new String(first, 0, first.length);
        return prefix.contains("yes")
                ? Optional.of("yes")
                : prefix.contains("no") ? Optional.of("no") : Optional.empty();
    }

    /** VLMEvalKit's ({@code YOrN_Extraction}): one of the words yes and no, anywhere, and not the other. */
    public static Optional<String> vlmEvalKit(String answer) {
        String plain = VqaText.withoutFullStops(VqaText.withoutPunctuation(PythonText.lower(answer), COMMA), FULL_STOP);
        List<String> words = PythonText.split(plain);
        boolean yes = words.contains("yes");
        return yes == words.contains("no") ? Optional.empty() : Optional.of(yes ? "yes" : "no");
    }
}
