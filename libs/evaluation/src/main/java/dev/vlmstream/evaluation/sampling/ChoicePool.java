package dev.vlmstream.evaluation.sampling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A dataset's class names and the draw of an item's choices among them. */
final class ChoicePool {
    /** Python's order of strings: by code point. Java's own order differs beyond the basic plane. */
    static final Comparator<String> BY_CODE_POINT = ChoicePool::compareCodePoints;

    private final List<String> inOrder;
    private final List<String> sorted;

    ChoicePool(List<String> names) {
        inOrder = List.copyOf(names);
        sorted = inOrder.stream().distinct().sorted(BY_CODE_POINT).toList();
    }

    private static int compareCodePoints(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length()) {
            int left = a.codePointAt(i);
            int right = b.codePointAt(i);
            if (left != right) {
                return Integer.compare(left, right);
            }
            i += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
    }

    /**
     * The label and k − 1 others.
     *
     * @throws IllegalArgumentException if the label is not among the classes, or there are fewer than k names
     */
    List<String> choices(String label, int k, ChoiceOrder order, PythonRandom random) {
        if (order == ChoiceOrder.FIXED && k == inOrder.size()) {
            return inOrder;
        }
        List<String> others = others(label, k);
        List<String> choices = new ArrayList<>(k);
        choices.add(label);
        choices.addAll(random.sample(others, k - 1));
        if (order == ChoiceOrder.FIXED) {
            return asListed(choices);
        }
        random.shuffle(choices);
        return List.copyOf(choices);
    }

    private List<String> others(String label, int k) {
        List<String> others = new ArrayList<>(sorted);
        if (!others.remove(label)) {
            throw new IllegalArgumentException(
                    "label '" + label + "' is not among the " + sorted.size() + " class names");
        }
        if (k < 1 || k > sorted.size()) {
            throw new IllegalArgumentException(
                    "cannot offer " + k + " labels: there are " + sorted.size() + " different class names");
        }
        return others;
    }

    private List<String> asListed(List<String> choices) {
        Set<String> chosen = new HashSet<>(choices);
        return inOrder.stream().distinct().filter(chosen::contains).toList();
    }
}
