package dev.vlmstream.rest.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two models on the items that both answered, under each one's primary rule. Where one of these gives part credit,
 * difference and interval are of the mean grades; the counts of items, what concerns their order in time and how many are
 * needed take grades from 0.5 on for right.
 *
 * @param optimistic those of the two whose number is too high, since something was chosen on these very items; left out if there are none
 * @param unlike what makes the comparison unfair, in words: "not the same choice: 5 of 14 against all". Then no p is given, nor what
 *     else would call one of the two better, unless it was asked for. Null: the choice is the same
 * @param difference accuracy of the first less that of the second; null without items
 * @param low lower end of its 95 % interval
 * @param high its upper end
 * @param mcNemar exact two-sided p of no difference; null where the models never differ, and where a rule gives part credit
 * @param pairedT two-sided p of Student's paired test that the mean grades are the same; null where no rule gives part
 *     credit, and where all differences are the same
 * @param adjusted {@code mcNemar} or {@code pairedT} after Holm's correction for all pairs of the run, or rows of the gap
 * @param anytimeLow lower end of a 95 % confidence sequence for the share of differing items that the first gets right:
 *     whoever stops when it leaves out 0.5 is not fooled by having watched
 * @param anytimeHigh its upper end
 * @param itemsNeeded how many items would show this difference with power 0.8 at 0.05; null where there is none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PairedMetrics(
        String first,
        String second,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> optimistic,
        @Nullable String unlike,
        long n,
        long bothRight,
        long onlyFirst,
        long onlySecond,
        long bothWrong,
        @Nullable Double difference,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double mcNemar,
        @Nullable Double pairedT,
        @Nullable Double adjusted,
        @Nullable Double anytimeLow,
        @Nullable Double anytimeHigh,
        @Nullable Long itemsNeeded) {
    public PairedMetrics {
        // Left out where it is empty.
        optimistic = optimistic == null ? List.of() : List.copyOf(optimistic);
    }

    /** The first model's name, and the mark of a number that is too high. */
    public String firstTitle() {
        return ModelMetrics.title(first, optimistic.contains(first));
    }

    /** The second's. */
    public String secondTitle() {
        return ModelMetrics.title(second, optimistic.contains(second));
    }

    /** Of whichever test it was; null where there is none. */
    public @Nullable Double p() {
        return mcNemar == null ? pairedT : mcNemar;
    }

    /**
     * This pair of models that did not choose from the same classes.
     *
     * @param words in what the choice differs
     * @param keep whether to keep what calls one of the two better; else it is left out: the difference is not the models' alone
     */
    public PairedMetrics unlike(String words, boolean keep) {
        Builder pair = copy();
        pair.unlike = words;
        if (!keep) {
            pair.mcNemar = null;
            pair.pairedT = null;
            pair.adjusted = null;
            pair.anytimeLow = null;
            pair.anytimeHigh = null;
            pair.itemsNeeded = null;
        }
        return pair.build();
    }

    /** This pair with a p that is corrected for how many there are. */
    public PairedMetrics withAdjusted(double p) {
        Builder pair = copy();
        pair.adjusted = p;
        return pair.build();
    }

    private Builder copy() {
        Builder copy = new Builder();
        copy.first = first;
        copy.second = second;
        copy.optimistic = optimistic;
        copy.unlike = unlike;
        copy.n = n;
        copy.bothRight = bothRight;
        copy.onlyFirst = onlyFirst;
        copy.onlySecond = onlySecond;
        copy.bothWrong = bothWrong;
        copy.difference = difference;
        copy.low = low;
        copy.high = high;
        copy.mcNemar = mcNemar;
        copy.pairedT = pairedT;
        copy.adjusted = adjusted;
        copy.anytimeLow = anytimeLow;
        copy.anytimeHigh = anytimeHigh;
        copy.itemsNeeded = itemsNeeded;
        return copy;
    }

    /** Its components by name. Those that are not set are null, 0, false or empty. */
    public static final class Builder {
        public String first;
        public String second;
        public List<String> optimistic = List.of();
        public @Nullable String unlike;
        public long n;
        public long bothRight;
        public long onlyFirst;
        public long onlySecond;
        public long bothWrong;
        public @Nullable Double difference;
        public @Nullable Double low;
        public @Nullable Double high;
        public @Nullable Double mcNemar;
        public @Nullable Double pairedT;
        public @Nullable Double adjusted;
        public @Nullable Double anytimeLow;
        public @Nullable Double anytimeHigh;
        public @Nullable Long itemsNeeded;

        public PairedMetrics build() {
            return new PairedMetrics(
                    first,
                    second,
                    optimistic,
                    unlike,
                    n,
                    bothRight,
                    onlyFirst,
                    onlySecond,
                    bothWrong,
                    difference,
                    low,
                    high,
                    mcNemar,
                    pairedT,
                    adjusted,
                    anytimeLow,
                    anytimeHigh,
                    itemsNeeded);
        }
    }
}
