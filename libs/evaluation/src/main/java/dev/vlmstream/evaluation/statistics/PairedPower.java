package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.Normal;
import java.util.OptionalLong;

/**
 * How many items two models must both answer so that {@link PairedCounts#mcNemar} sees a difference.
 *
 * @param significance the p below which a difference counts as seen
 * @param power the probability of seeing it
 */
public record PairedPower(double significance, double power) {
    /** p ≤ 0.05 with probability 0.8. */
    public static final PairedPower USUAL = new PairedPower(0.05, 0.8);

    public PairedPower {
        if (!(significance > 0 && significance < 1)) {
            throw new IllegalArgumentException("significance must be between 0 and 1, got " + significance);
        }
        if (!(power >= 0.5 && power < 1)) {
            throw new IllegalArgumentException("power must be at least 0.5 and below 1, got " + power);
        }
    }

    /**
     * The number of items (R. J. Connor, "Sample size for testing differences in proportions for the paired-sample
     * design", Biometrics 43, 1987), with the continuity correction of J. L. Fleiss, A. Tytun and H. K. Ury (Biometrics
     * 36, 1980), without which the exact test, being cautious, falls short of the power by up to 0.04.
     *
     * @param difference of the two accuracies, of either sign
     * @param discordant the share of items that exactly one model gets right, at least |difference|
     * @return undefined for a difference of 0, which no number of items shows
     */
    public OptionalLong itemsNeeded(double difference, double discordant) {
        double size = Math.abs(difference);
        if (!(size <= discordant && discordant <= 1)) {
            throw new IllegalArgumentException("the share of discordant items must be between |difference| = " + size
                    + " and 1, got " + discordant);
        }
        if (size == 0) {
            return OptionalLong.empty();
        }
        double noise = Normal.critical(1 - significance) * Math.sqrt(discordant)
                + Normal.quantile(power) * Math.sqrt(discordant - size * size);
        double items = Math.pow(noise / size, 2);
        return OptionalLong.of((long) Math.ceil(items / 4 * Math.pow(1 + Math.sqrt(1 + 4 / (items * size)), 2)));
    }

    /** The number of items if the two models differ as they did on these; undefined without items or difference. */
    public OptionalLong itemsNeeded(PairedCounts seen) {
        return seen.n() == 0
                ? OptionalLong.empty()
                : itemsNeeded(seen.difference().orElseThrow(), (double) seen.discordant() / seen.n());
    }
}
