package dev.vlmstream.benchmarks.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts how often what should be there once is there. */
final class DeliveryCount {
    private final String what;
    private final Set<String> expected = new HashSet<>();
    private final Set<String> allowed = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    DeliveryCount(String what) {
        this.what = what;
    }

    /** Of each item of a run there is one by each of these. */
    DeliveryCount expect(String run, List<String> by, int items) {
        allow(run, by, items);
        keys(run, by, items).forEach(expected::add);
        return this;
    }

    /** The same, but any may be missing. */
    DeliveryCount allow(String run, List<String> by, int items) {
        keys(run, by, items).forEach(allowed::add);
        return this;
    }

    private static Stream<String> keys(String run, List<String> by, int items) {
        return by.stream()
                .flatMap(one -> Stream.iterate(0, item -> item < items, item -> item + 1)
                        .map(item -> key(run, "item-" + item, one)));
    }

    void add(String run, String item, String by) {
        counts.merge(key(run, item, by), 1, Integer::sum);
    }

    private static String key(String run, String item, String by) {
        return run + "/" + item + " " + by;
    }

    long lost() {
        return lostKeys().count();
    }

    private Stream<String> lostKeys() {
        return expected.stream().filter(key -> !counts.containsKey(key));
    }

    /** How many too many, those that nobody asked for included. */
    long doubled() {
        return counts.entrySet().stream()
                .mapToLong(count -> count.getValue() - (allowed.contains(count.getKey()) ? 1 : 0))
                .sum();
    }

    /** Empty if all is there once. */
    String complaint() {
        if (lost() == 0 && doubled() == 0) {
            return "";
        }
        Stream<String> tooMany = counts.keySet().stream().filter(key -> counts.get(key) > 1 || !allowed.contains(key));
        return what + ": " + lost() + " lost, " + doubled() + " doubled, e.g. "
                + Stream.concat(lostKeys(), tooMany).limit(5).collect(Collectors.joining(", "));
    }
}
