package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Prediction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What of each answer is summed up for its model, as whole numbers, which add up to the same in any order. A constant more is
 * kept, published in {@link MetricSnapshot#getSums() metrics} and added up; {@code MetricCatalogue} makes a metric of it. Order
 * is the order of the state store: new ones come last.
 */
public enum ItemSum {
    /** Generated. */
    TOKENS(
            "tokens",
            1,
            prediction -> Math.max(
                    prediction.getOutputTokens(), prediction.getTokenIds().size())),
    /** What it cost, in millionths of a USD. */
    MICRO_COST(
            "microCost",
            ItemSum.MICRO,
            prediction -> prediction.getCost() == null ? 0 : Math.round(prediction.getCost() * ItemSum.MICRO));

    private static final double MICRO = 1e6;

    private final String id;
    private final double scale;
    private final ToLongFunction<Prediction> number;

    /** @param scale how much of the sum is 1 of what people read, a token or a USD */
    ItemSum(String id, double scale, ToLongFunction<Prediction> number) {
        this.id = id;
        this.scale = scale;
        this.number = number;
    }

    /** What people read of a sum: tokens, USD. */
    public double value(long sum) {
        return sum / scale;
    }

    /** The sum over partitions. */
    public long of(Collection<MetricSnapshot> snapshots) {
        return snapshots.stream()
                .mapToLong(snapshot -> snapshot.getSums().getOrDefault(id, 0L))
                .sum();
    }

    /** All numbers of one answer, in order. */
    static List<Long> of(Prediction prediction) {
        List<Long> numbers = new ArrayList<>(values().length);
        for (ItemSum sum : values()) {
            numbers.add(sum.number.applyAsLong(prediction));
        }
        return numbers;
    }

    /** @param sums in order */
    static Map<String, Long> byId(long[] sums) {
        Map<String, Long> byId = new HashMap<>();
        for (ItemSum sum : values()) {
            byId.put(sum.id, sums[sum.ordinal()]);
        }
        return byId;
    }
}
