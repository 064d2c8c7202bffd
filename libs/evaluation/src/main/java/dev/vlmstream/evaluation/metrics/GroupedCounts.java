package dev.vlmstream.evaluation.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Numbers by category and by group of one model in one run. A group in which an item is missing, failed or refused is no result:
 * it is in no count but {@link #open}.
 *
 * @param grouping what the groups are
 * @param rules by rule id, the groups that are a result, and how many of them are right as a whole
 * @param open how many groups are no result, or not yet
 * @param categories by category, with all its levels; those of items without one are in none
 */
public record GroupedCounts(
        Grouping grouping, Map<String, CorrectCount> rules, long open, SortedMap<String, CategoryCounts> categories) {
    private static final char LEVEL = '/';

    public GroupedCounts {
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
    }

    /**
     * The counts.
     *
     * @param ruleIds the rules, by their numbers in the groups' states
     * @param items by category, the primary rule's counts
     * @param isComplete whether no more items will come
     */
    public static GroupedCounts of(
            Grouping grouping,
            List<String> ruleIds,
            Map<String, CorrectCount> items,
            Iterable<? extends Collection<GroupState>> groups,
            boolean isComplete) {
        Map<String, CorrectCount> rules = new LinkedHashMap<>();
        SortedMap<String, CategoryCounts> categories = new TreeMap<>();
        items.forEach((category, count) -> categories.put(category, CategoryCounts.of(count)));
        long open = 0;
        for (Collection<GroupState> some : groups) {
            for (GroupState group : some) {
                if (!group.isResult(isComplete)) {
                    open++;
                    continue;
                }
                for (int rule = 0; rule < ruleIds.size(); rule++) {
                    rules.merge(ruleIds.get(rule), CorrectCount.NONE.add(group.isRight(rule)), CorrectCount::merge);
                }
                if (group.category() != null) {
                    categories.merge(group.category(), CategoryCounts.of(group), CategoryCounts::merge);
                }
            }
        }
        return new GroupedCounts(grouping, rules, open, categories);
    }

    /** The categories of all levels: {@code perception} and {@code perception/OCR}. */
    public SortedMap<String, CategoryCounts> levels() {
        SortedMap<String, CategoryCounts> levels = new TreeMap<>();
        categories.forEach((category, counts) -> {
            for (int at = category.indexOf(LEVEL); at >= 0; at = category.indexOf(LEVEL, at + 1)) {
                levels.merge(category.substring(0, at), counts, CategoryCounts::merge);
            }
            levels.merge(category, counts, CategoryCounts::merge);
        });
        return levels;
    }

    /** The mean of the categories' accuracies, each of which weighs the same; undefined without categories. */
    public OptionalDouble meanOverCategories() {
        return categories.values().stream()
                .filter(category -> category.items().n() > 0)
                .mapToDouble(category -> category.items().accuracy().orElseThrow())
                .average();
    }

    /**
     * MME's score of a category of any level: the sum over the categories within it, or over all.
     *
     * @param level empty: all
     */
    public PairScore score(String level) {
        List<CategoryCounts> within = new ArrayList<>();
        categories.forEach((category, counts) -> {
            if (level.isEmpty() || category.equals(level) || category.startsWith(level + LEVEL)) {
                within.add(counts);
            }
        });
        return PairScore.of(within);
    }

    /**
     * Counts of one category under the primary rule.
     *
     * @param items its items
     * @param groups those of its groups that are a result, and how many of them are right as a whole
     * @param pairs of these, half of what MME gives a group: the share of its right items, and 1 more where all are
     */
    public record CategoryCounts(CorrectCount items, CorrectCount groups, GradeMoments pairs) {
        static final CategoryCounts NONE = new CategoryCounts(CorrectCount.NONE, CorrectCount.NONE, GradeMoments.NONE);

        static CategoryCounts of(CorrectCount items) {
            return new CategoryCounts(items, CorrectCount.NONE, GradeMoments.NONE);
        }

        static CategoryCounts of(GroupState group) {
            double whole = group.isRight() ? 1 : 0;
            int half = GradeMoments.billionths((group.share() + whole) / 2);
            return new CategoryCounts(
                    CorrectCount.NONE, CorrectCount.NONE.add(group.isRight()), GradeMoments.NONE.add(half));
        }

        CategoryCounts merge(CategoryCounts other) {
            return new CategoryCounts(items.merge(other.items), groups.merge(other.groups), pairs.merge(other.pairs));
        }
    }
}
