package dev.vlmstream.rest.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Two models on the items that both answered, under each one's primary rule. Where one of these gives part credit,
 * difference and interval are of the mean grades; the counts of items, what concerns their order in time and how many are
 * needed take grades from 0.5 on for right.
 *
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
    /** Of whichever test it was; null where there is none. */
    public @Nullable Double p() {
        return mcNemar == null ? pairedT : mcNemar;
    }

    /** This pair with a p that is corrected for how many there are. */
    public PairedMetrics withAdjusted(double p) {
        return new PairedMetrics(
                first,
                second,
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
                p,
                anytimeLow,
                anytimeHigh,
                itemsNeeded);
    }

    /** Its components by name. Those that are not set are null, 0, false or empty. */
    public static final class Builder {
        public String first;
        public String second;
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
