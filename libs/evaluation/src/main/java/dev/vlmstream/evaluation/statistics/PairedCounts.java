package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.Normal;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Two models on the items that both answered. Comparing them item by item says far more than comparing their intervals,
 * because an item that is hard for one is usually hard for the other.
 *
 * <p>To look at it while a run is running, use a {@link ConfidenceSequence} at {@code (onlyFirst, onlyFirst +
 * onlySecond)}: the models differ once it leaves out 0.5.
 *
 * @param bothRight items that both got right
 * @param onlyFirst items that only the first got right
 * @param onlySecond items that only the second got right
 * @param bothWrong items that neither got right
 */
public record PairedCounts(long bothRight, long onlyFirst, long onlySecond, long bothWrong) {
    public static final PairedCounts NONE = new PairedCounts(0, 0, 0, 0);

    public PairedCounts {
        if (bothRight < 0 || onlyFirst < 0 || onlySecond < 0 || bothWrong < 0) {
            throw new IllegalArgumentException("counts cannot be negative: both right " + bothRight + ", only first "
                    + onlyFirst + ", only second " + onlySecond + ", both wrong " + bothWrong);
        }
    }

    public PairedCounts add(boolean first, boolean second) {
        return merge(new PairedCounts(
                first && second ? 1 : 0,
                first && !second ? 1 : 0,
                !first && second ? 1 : 0,
                !first && !second ? 1 : 0));
    }

    public PairedCounts merge(PairedCounts other) {
        return new PairedCounts(
                bothRight + other.bothRight,
                onlyFirst + other.onlyFirst,
                onlySecond + other.onlySecond,
                bothWrong + other.bothWrong);
    }

    public long n() {
        return bothRight + discordant() + bothWrong;
    }

    /** Items that exactly one model got right; only they tell the models apart. */
    public long discordant() {
        return onlyFirst + onlySecond;
    }

    /** The first model's accuracy minus the second's; undefined for n = 0. */
    public OptionalDouble difference() {
        return n() == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) (onlyFirst - onlySecond) / n());
    }

    /**
     * The two-sided p of the exact test that both are right equally often (Q. McNemar, Psychometrika 12, 1947; the
     * binomial test of the discordant items, the smaller tail doubled). 1 where no item is discordant; undefined for n =
     * 0.
     */
    public OptionalDouble mcNemar() {
        if (n() == 0) {
            return OptionalDouble.empty();
        }
        int fewer = Math.toIntExact(Math.min(onlyFirst, onlySecond));
        BinomialDistribution even = BinomialDistribution.of(Math.toIntExact(discordant()), 0.5);
        return OptionalDouble.of(Math.min(1, 2 * even.cumulativeProbability(fewer)));
    }

    /**
     * Cohen's kappa: agreement beyond that of two who call as many items right and draw them by lot (J. Cohen, "A
     * coefficient of agreement for nominal scales", Educational and Psychological Measurement 20, 1960); 1 at most, 0 for
     * as much as by lot. Undefined for n = 0 and where both call all items right, or all wrong.
     */
    public OptionalDouble kappa() {
        double first = bothRight + onlyFirst;
        double second = bothRight + onlySecond;
        double byLot = first * (n() - second) + second * (n() - first);
        return byLot == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(2 * ((double) bothRight * bothWrong - (double) onlyFirst * onlySecond) / byLot);
    }

    /** The 95 % interval of the difference; undefined for n = 0. */
    public Optional<Bounds> interval() {
        return interval(0.95);
    }

    /**
     * The interval of the difference by Wald's formula after adding an item to each kind of discordant ones (D. G.
     * Bonett and R. M. Price, "Adjusted Wald confidence interval for a difference of binomial proportions based on
     * paired data", Journal of Educational and Behavioral Statistics 37, 2012), within [−1, 1]. Undefined for n = 0.
     */
    public Optional<Bounds> interval(double confidence) {
        double z = Normal.critical(confidence);
        if (n() == 0) {
            return Optional.empty();
        }
        double items = n() + 2.0;
        double difference = (onlyFirst - onlySecond) / items;
        double half = z * Math.sqrt(((discordant() + 2) / items - difference * difference) / items);
        return Optional.of(new Bounds(Math.max(-1, difference - half), Math.min(1, difference + half)));
    }
}
