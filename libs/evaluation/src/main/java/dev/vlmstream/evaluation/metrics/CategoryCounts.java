package dev.vlmstream.evaluation.metrics;

/**
 * Counts of one category under the primary rule.
 *
 * @param items its items
 * @param groups those of its groups that are a result, and how many of them are right as a whole
 * @param pairs of these, half of what MME gives a group: the share of its right items, and 1 more where all are
 */
public record CategoryCounts(RuleCount items, RuleCount groups, GradeSum pairs) {
    static final CategoryCounts NONE = new CategoryCounts(RuleCount.NONE, RuleCount.NONE, GradeSum.NONE);

    static CategoryCounts of(RuleCount items) {
        return new CategoryCounts(items, RuleCount.NONE, GradeSum.NONE);
    }

    static CategoryCounts of(GroupState group) {
        double whole = group.isRight() ? 1 : 0;
        int half = GradeSum.billionths((group.share() + whole) / 2);
        return new CategoryCounts(RuleCount.NONE, RuleCount.NONE.add(group.isRight()), GradeSum.NONE.add(half));
    }

    CategoryCounts merge(CategoryCounts other) {
        return new CategoryCounts(items.merge(other.items), groups.merge(other.groups), pairs.merge(other.pairs));
    }
}
