package dev.vlmstream.judge;

import dev.vlmstream.evaluation.run.JudgePrompt;
import dev.vlmstream.schemas.VerdictStatus;
import org.jspecify.annotations.Nullable;

/**
 * What came of a case.
 *
 * @param right null unless the verdict is given
 * @param grade the cosine; null for a generative judge
 * @param threshold null for a generative judge
 * @param text what the judge said; null where nothing was
 * @param reason why there is no verdict; null if there is one
 */
record Ruling(
        VerdictStatus status,
        @Nullable Boolean right,
        @Nullable Double grade,
        @Nullable Double threshold,
        @Nullable String text,
        @Nullable String reason,
        JudgingCost effort) {

    /**
     * What it took.
     *
     * @param promptTokens that the judge read; 0 where none are known
     * @param outputTokens that it generated
     * @param cost USD; null: not known, or nothing was to pay
     */
    record JudgingCost(
            int promptTokens, int outputTokens, @Nullable Double cost) {
        static final JudgingCost NONE = new JudgingCost(0, 0, null);
    }

    static Ruling similarity(double cosine, double threshold, @Nullable String text) {
        return new Ruling(VerdictStatus.GIVEN, cosine >= threshold, cosine, threshold, text, null, JudgingCost.NONE);
    }

    /** Reads the reply of a generative judge. */
    static Ruling reply(String text, JudgingCost effort) {
        return JudgePrompt.verdict(text)
                .map(right -> new Ruling(VerdictStatus.GIVEN, right, null, null, text, null, effort))
                .orElseGet(() -> new Ruling(
                        VerdictStatus.UNPARSED,
                        null,
                        null,
                        null,
                        text,
                        "the last line of the judge's reply is neither yes nor no",
                        effort));
    }

    static Ruling refused(@Nullable String text, String reason, JudgingCost effort) {
        return new Ruling(VerdictStatus.REFUSED, null, null, null, text, reason, effort);
    }

    static Ruling failed(String reason, JudgingCost effort) {
        return new Ruling(VerdictStatus.FAILED, null, null, null, null, reason, effort);
    }
}
