package dev.vlmstream.evaluation.analyses;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Finds which class a text names: the one whose name is the longest run of whole words in it, the earliest among equals, so
 * that "a giant panda" names "giant panda" and neither "panda" nor "ant". Case and punctuation do not count. The time it
 * takes depends on the text, not on the number of classes.
 */
public final class ClassMentions {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}\\p{M}]+");

    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> next = new HashMap<>();
        private int index = -1;
    }

    /** Of several equal names the first is found. */
    public ClassMentions(List<String> classes) {
        for (int i = 0; i < classes.size(); i++) {
            List<String> words = words(classes.get(i));
            Node node = root;
            for (String word : words) {
                node = node.next.computeIfAbsent(word, w -> new Node());
            }
            if (node != root && node.index < 0) {
                node.index = i;
            }
        }
    }

    /** The index of the class that a text names; empty if it names none. */
    public OptionalInt find(String text) {
        List<String> words = words(text);
        int best = -1;
        int longest = 0;
        for (int from = 0; from < words.size(); from++) {
            Node node = root;
            for (int at = from; at < words.size(); at++) {
                node = node.next.get(words.get(at));
                if (node == null) {
                    break;
                }
                if (node.index >= 0 && at - from + 1 > longest) {
                    longest = at - from + 1;
                    best = node.index;
                }
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
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
