package dev.vlmstream.rest.metrics;

import org.jspecify.annotations.Nullable;

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
