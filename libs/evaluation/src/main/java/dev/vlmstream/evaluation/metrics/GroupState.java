package dev.vlmstream.evaluation.metrics;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A group's items, as far as they are there, in any order. Mutable. */
public final class GroupState {
    private int size;
    private int items;
    private int judged;
    private int right;
    private @Nullable BitSet rightUnder;
    private @Nullable String category;

    /**
     * One more of its items.
     *
     * @param of the item's category. Where a group's items differ in it, the group has the first one by the alphabet.
     * @param said how many items the group has; 0: it is not said. Where its items differ in that, it is the largest.
     * @param answered whether it was judged, not failed or refused
     * @param primary whether it is right under the primary rule
     * @param rules the rules under which it is right, by number
     */
    public void add(@Nullable String of, int said, boolean answered, boolean primary, BitSet rules) {
        if (of != null && (category == null || of.compareTo(category) < 0)) {
            category = of;
        }
        size = Math.max(size, said);
        items++;
        judged += answered ? 1 : 0;
        right += primary ? 1 : 0;
        if (rightUnder == null) {
            rightUnder = (BitSet) rules.clone();
        } else {
            rightUnder.and(rules);
        }
    }

    /**
     * Whether it is a result: all of its items are there, and each was answered.
     *
     * @param isComplete whether no more items will come; without it only a group whose size is said is complete
     */
    boolean isResult(boolean isComplete) {
        return judged == items && (size == 0 ? isComplete : items >= size);
    }

    /** Right under the primary rule. */
    boolean isRight() {
        return right == items;
    }

    /** Under a rule, by its number. */
    boolean isRight(int rule) {
        return rightUnder.get(rule);
    }

    /** The share of its items that is right under the primary rule. */
    double share() {
        return (double) right / items;
    }

    @Nullable
    String category() {
        return category;
    }
}
