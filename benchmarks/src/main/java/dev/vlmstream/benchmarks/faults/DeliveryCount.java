package dev.vlmstream.benchmarks.faults;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counts how often what should be there once is there. */
final class DeliveryCount {
    private final String what;
    private final Set<String> expected;
    private final Map<String, Integer> counts = new HashMap<>();

    /** @param models for each of whose answers to each item there is one */
    DeliveryCount(String what, Iterable<String> models, int items) {
        this.what = what;
        this.expected = IntStream.range(0, items)
                .boxed()
                .flatMap(item -> java.util.stream.StreamSupport.stream(models.spliterator(), false)
                        .map(model -> key("item-" + item, model)))
                .collect(Collectors.toSet());
    }

    void add(String item, String model) {
        counts.merge(key(item, model), 1, Integer::sum);
    }

    private static String key(String item, String model) {
        return item + " " + model;
    }

    long lost() {
        return expected.stream().filter(key -> !counts.containsKey(key)).count();
    }

    /** How many too many, those that nobody asked for included. */
    long doubled() {
        return counts.entrySet().stream()
                .mapToLong(count -> count.getValue() - (expected.contains(count.getKey()) ? 1 : 0))
                .sum();
    }

    /** Empty if all is there once. */
    String complaint() {
        if (lost() == 0 && doubled() == 0) {
            return "";
        }
        String examples = java.util.stream.Stream.concat(
                        expected.stream().filter(key -> !counts.containsKey(key)),
                        counts.keySet().stream().filter(key -> counts.get(key) > 1 || !expected.contains(key)))
                .limit(5)
                .collect(Collectors.joining(", "));
        return what + ": " + lost() + " lost, " + doubled() + " doubled, e.g. " + examples;
    }
}
