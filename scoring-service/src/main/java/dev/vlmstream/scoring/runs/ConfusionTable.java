package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.metrics.ConfusedGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts which class, by its number, one model answered for which, and lays them out so that they can be looked at. */
final class ConfusionTable {
    /** Rows of a matrix that can be read on a page. */
    static final int MOST_GROUPS = 50;

    private final Map<Long, Long> counts = new HashMap<>();
    /** By class: how often it was shown. What was only answered is in it, too. */
    private final TreeMap<Integer, Long> shown = new TreeMap<>();

    /** @param said below 0: none of the classes */
    void add(int label, int said) {
        counts.merge(pair(label, said), 1L, Long::sum);
        shown.merge(label, 1L, Long::sum);
        if (said >= 0) {
            shown.merge(said, 0L, Long::sum);
        }
    }

    private static long pair(int label, int said) {
        return (long) label << Integer.SIZE | said & 0xffff_ffffL;
    }

    private static int label(long pair) {
        return (int) (pair >> Integer.SIZE);
    }

    private static int said(long pair) {
        return (int) pair;
    }

    /** All classes: each alone, or as many groups as there may be. */
    List<List<Integer>> groups() {
        return groups(shown.keySet());
    }

    /** The classes that are grouped with this one; none if it was neither shown nor answered. */
    List<List<Integer>> near(int label) {
        return groups().stream()
                .filter(group -> group.contains(label))
                .findFirst()
                .map(this::groups)
                .orElse(List.of());
    }

    private List<List<Integer>> groups(Collection<Integer> of) {
        List<Integer> classes = List.copyOf(of);
        Map<Integer, Integer> places = new HashMap<>();
        classes.forEach(one -> places.put(one, places.size()));
        // What was never shown may have been answered: then it is as near as it was answered.
        ConfusedGroups confused =
                new ConfusedGroups(classes.stream().mapToLong(shown::get).toArray());
        counts.forEach((pair, count) -> {
            Integer label = places.get(label(pair));
            Integer said = places.get(said(pair));
            if (label != null && said != null) {
                confused.add(label, said, count);
            }
        });
        return confused.groups(MOST_GROUPS).stream()
                .map(group -> group.stream().map(classes::get).toList())
                .toList();
    }

    /** Of each group shown, how many answers were the very class that was shown. */
    List<Long> right(List<List<Integer>> groups) {
        return groups.stream()
                .map(group -> group.stream()
                        .mapToLong(one -> counts.getOrDefault(pair(one, one), 0L))
                        .sum())
                .toList();
    }

    /** A row for each group shown: a number for each group answered, one for other classes, one for none of the classes. */
    List<List<Long>> counts(List<List<Integer>> groups) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int group = 0; group < groups.size(); group++) {
            for (int one : groups.get(group)) {
                places.put(one, group);
            }
        }
        long[][] table = new long[groups.size()][groups.size() + 2];
        counts.forEach((pair, count) -> {
            Integer row = places.get(label(pair));
            if (row != null) {
                int column = said(pair) < 0 ? groups.size() + 1 : places.getOrDefault(said(pair), groups.size());
                table[row][column] += count;
            }
        });
        List<List<Long>> rows = new ArrayList<>();
        for (long[] row : table) {
            rows.add(Arrays.stream(row).boxed().toList());
        }
        return rows;
    }
}
