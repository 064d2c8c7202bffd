package dev.vlmstream.evaluation.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds which class a text names: the one whose name is the longest run of whole words in it, the earliest among equals, so
 * that "a giant panda" names "giant panda" and neither "panda" nor "ant". Case and punctuation do not count. The time it
 * takes is linear in the text, whatever the classes are (A. Aho, M. Corasick, "Efficient String Matching", 1975).
 */
public final class ClassMentions {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}\\p{M}]+");

    private final State root = new State(0);

    /** A run of words with which names begin. */
    private static final class State {
        private final Map<String, State> next = new HashMap<>();
        private final int words;
        /** The longest end of the run with which names begin, too; null: of the empty run. */
        private @Nullable State end;
        /** The longest end of the run that is a name, the whole run included. */
        private @Nullable State name;

        private int index = -1;

        State(int words) {
            this.words = words;
        }
    }

    /** Of several equal names the first is found. */
    public ClassMentions(List<String> classes) {
        for (int i = 0; i < classes.size(); i++) {
            State node = root;
            for (String word : words(classes.get(i))) {
                int words = node.words + 1;
                node = node.next.computeIfAbsent(word, w -> new State(words));
            }
            if (node != root && node.index < 0) {
                node.index = i;
            }
        }
        link();
    }

    /** Shorter runs before longer ones. */
    private void link() {
        Deque<State> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            State node = open.remove();
            node.next.forEach((word, longer) -> {
                longer.end = node == root ? root : step(node.end, word);
                longer.name = longer.index >= 0 ? longer : longer.end.name;
                open.add(longer);
            });
        }
    }

    /** The longest run with which names begin that ends in this word and whatever stood before. */
    private State step(State before, String word) {
        State node = before;
        while (node != root && !node.next.containsKey(word)) {
            node = node.end;
        }
        return node.next.getOrDefault(word, root);
    }

    /** The index of the class that a text names; empty if it names none. */
    public OptionalInt find(String text) {
        State longest = null;
        State node = root;
        for (String word : words(text)) {
            node = step(node, word);
            if (node.name != null && (longest == null || node.name.words > longest.words)) {
                longest = node.name;
            }
        }
        return longest == null ? OptionalInt.empty() : OptionalInt.of(longest.index);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT))) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
