package dev.vlmstream.evaluation.rules.benchmarks;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.rules.PythonText;
import dev.vlmstream.evaluation.rules.VqaText;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** How yes or no is read from an answer to a question of MME (C. Fu et al., "MME", arXiv 2306.13394). */
public final class YesNoAnswers {
    public static final ComputedRule MME = rule(
            "mme",
            "the answer begins, within four characters, with the right one of yes and no; one with neither is unparsed",
            "Fu et al. 2023 (MME); lmms-eval",
            YesNoAnswers::mme);

    public static final ComputedRule VLMEVALKIT = rule(
            "vlmevalkit-yes-no",
            "the answer has the right one of the words yes and no and not the other; one with both or neither is unparsed",
            "VLMEvalKit, YOrN_Extraction without a judge",
            YesNoAnswers::vlmEvalKit);

    private static final int PREFIX = 4;
    private static final Pattern COMMA = Pattern.compile("\\p{Nd},\\p{Nd}");
    private static final Pattern FULL_STOP = Pattern.compile("(?<!\\p{Nd})\\.(?!\\p{Nd})");

    private YesNoAnswers() {}

    private static ComputedRule rule(String id, String help, String source, Function<String, Optional<String>> parser) {
        return Declaration.of(id, help, source).computed((answer, truth) -> {
            Optional<String> said = parser.apply(answer.text());
            return Grade.of(said, said.equals(Optional.of(right(truth))));
        });
    }

    private static String right(Truth truth) {
        String label = PythonText.lower(PythonText.strip(truth.label()));
        if (!label.equals("yes") && !label.equals("no")) {
            throw new IllegalArgumentException("the label must be yes or no, got '" + truth.label() + "'");
        }
        return label;
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
