package dev.vlmstream.rest.metrics;

import org.jspecify.annotations.Nullable;

/**
 * How far a judge has come with a model's answers under one rule. What is right of those given is with the other rules.
 *
 * @param judge the bundle that judges; null as long as a judge that the manifest does not name has not
 * @param answers how many there are to judge by now
 * @param given right or wrong
 * @param unparsed the judge's reply was neither yes nor no
 * @param refused the judge declined
 * @param failed there is no reply of the judge
 * @param meanGrade mean cosine of those given; null where there is none
 * @param promptTokens that generative judges read
 * @param outputTokens that they generated
 * @param cost USD that remote judges cost; 0 for local ones, and where no prices are known
 * @param agreement with the primary rule; may lag behind while verdicts come
 */
public record VerdictMetrics(
        @Nullable String judge,
        long answers,
        long given,
        long unparsed,
        long refused,
        long failed,
        @Nullable Double meanGrade,
        long promptTokens,
        long outputTokens,
        double cost,
        Agreement agreement) {

    /** Verdicts of whatever kind. */
    public long judged() {
        return given + unparsed + refused + failed;
    }

    /**
     * A judge beside the primary rule, on the answers that both call right or wrong.
     *
     * @param bothRight right by both
     * @param onlyPrimary right by the primary rule alone
     * @param onlyJudge right by the judge alone
     * @param bothWrong wrong by both
     * @param share of answers about which they agree, with its 95 % Wilson interval; null for n = 0
     * @param kappa Cohen's; null for n = 0 and where both call all answers right, or all wrong
     */
    public record Agreement(
            long n,
            long bothRight,
            long onlyPrimary,
            long onlyJudge,
            long bothWrong,
            @Nullable Double share,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double kappa) {}
}
