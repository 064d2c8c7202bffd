package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Need;
import java.util.List;
import java.util.regex.Pattern;

/**
 * VQA v2 (Y. Goyal et al., "Making the V in VQA Matter", CVPR 2017): the accuracy of {@link VqaAccuracy}, of answers that are
 * brought into another form before.
 */
public final class VqaV2 {
    public static final ComputedRule OFFICIAL = Declaration.of(
                    "vqav2",
                    "the grade is the VQA accuracy of the answer as LLaVA submits it, which is not normalised if all people agree",
                    "LLaVA's conversion, VQA's own evaluation")
            .needs(Need.ANSWERS)
            .graded()
            .computed((answer, truth) -> Grade.of(official(answer.text(), truth.answers())));

    public static final ComputedRule LMMS = Declaration.of(
                    "vqav2-lmms",
                    "the grade is the VQA accuracy after lmms-eval's normalisation of punctuation, articles and numbers",
                    "lmms-eval, VQAv2")
            .needs(Need.ANSWERS)
            .graded()
            .computed((answer, truth) -> Grade.of(lmms(answer.text(), truth.answers())));

    private static final Pattern COMMA = Pattern.compile("\\p{Nd},\\p{Nd}");
    private static final Pattern COMMAS = Pattern.compile("(?<=\\p{Nd}),++(?=\\p{Nd})");

    private VqaV2() {}

    /**
     * LLaVA normalises answers as TextVQA does, and the evaluation then normalises them again with people's, unless all of these
     * are the same: then as they are.
     *
     * @param answers usually ten, at least one
     * @return 0 to 1
     */
    public static double official(String prediction, List<String> answers) {
        String handedIn = plain(VqaText.normalized(prediction));
        List<String> people = answers.stream().map(VqaV2::plain).toList();
        boolean differ = people.stream().distinct().count() > 1;
        return differ
                ? VqaAccuracy.ofSame(
                        VqaText.processed(handedIn, COMMA),
                        people.stream()
                                .map(text -> VqaText.processed(text, COMMA))
                                .toList())
                : VqaAccuracy.ofSame(handedIn, people);
    }

    /**
     * @param answers usually ten, at least one
     * @return 0 to 1
     */
    public static double lmms(String prediction, List<String> answers) {
        return VqaAccuracy.ofSame(
                VqaText.processed(plain(prediction), COMMAS),
                answers.stream()
                        .map(text -> VqaText.processed(plain(text), COMMAS))
                        .toList());
    }

    private static String plain(String text) {
        return PythonText.strip(text.replace('\n', ' ').replace('\t', ' '));
    }
}
