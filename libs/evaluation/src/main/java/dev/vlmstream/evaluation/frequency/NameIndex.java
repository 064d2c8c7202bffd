package dev.vlmstream.evaluation.frequency;

import dev.vlmstream.evaluation.frequency.NameIndex.Holds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of classes by their tokens, in lower case, and a quick look whether a text can contain any: each name has an
 * anchor, a run of letters and digits that is in every text with the name. May be shared by threads.
 */
public final class NameIndex {
    /** One word in the text, two tokens of which neither is a run of letters in it. */
    private static final Map<String, List<String>> PARTS = Map.of(
            "cannot", List.of("can", "not"),
            "gimme", List.of("gim", "me"),
            "gonna", List.of("gon", "na"),
            "gotta", List.of("got", "ta"),
            "lemme", List.of("lem", "me"),
            "wanna", List.of("wan", "na"),
            "tis", List.of("is"),
            "twas", List.of("was"));

    private final List<String> names;
    private final int[] weights;
    private final Node root = new Node();
    private final WordTable anchors = new WordTable();
    private boolean anchorless;

    /** A place in the tree of tokens; {@code name} −1: no name ends here. */
    static final class Node {
        private final Map<String, Node> next = new HashMap<>();
        private int name = -1;

        @Nullable
        Node next(String token) {
            return next.get(token);
        }

        int name() {
            return name;
        }
    }

    /** @param classes names; several that have the same tokens count together under the first */
    public NameIndex(List<String> classes) {
        WordTokenizer tokenizer = new WordTokenizer();
        List<String> distinct = new ArrayList<>();
        List<Integer> weight = new ArrayList<>();
        for (String name : classes) {
            String lower = name.toLowerCase(Locale.ROOT);
            List<String> tokens = tokenizer.tokens(lower);
            if (tokens.isEmpty()) {
                throw new IllegalArgumentException("a class name without any word: \"" + name + "\"");
            }
            Node end = root;
            for (String token : tokens) {
                end = end.next.computeIfAbsent(token, t -> new Node());
            }
            if (end.name < 0) {
                end.name = distinct.size();
                distinct.add(name);
                weight.add(0);
                anchor(tokens);
            }
            // The published notebook looks counts up by the name itself, so what the tokenizer changes counts 0.
            int found = String.join(" ", tokens).equals(lower) ? 1 : 0;
            weight.set(end.name, weight.get(end.name) + found);
        }
        names = List.copyOf(distinct);
        weights = weight.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The distinct names, in order. */
    public List<String> names() {
        return names;
    }

    /** The name under which a name of the index is counted: the first that has its tokens. */
    public String counted(String name) {
        Node node = root;
        for (String token : new WordTokenizer().tokens(name.toLowerCase(Locale.ROOT))) {
            node = node == null ? null : node.next(token);
        }
        if (node == null || node.name() < 0) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of the index");
        }
        return names.get(node.name());
    }

    Node root() {
        return root;
    }

    /** How many classes have the name's tokens and are found by the published look-up. */
    int weight(int name) {
        return weights[name];
    }

    private void anchor(List<String> tokens) {
        String longest = "";
        for (String token : tokens) {
            for (String run : token.split("[^\\p{L}\\p{Nd}]+")) {
                longest = run.length() > longest.length() ? run : longest;
            }
        }
        boolean crosses = tokens.subList(0, tokens.size() - 1).stream()
                .anyMatch(token -> !Character.isLetterOrDigit(token.charAt(token.length() - 1)));
        if (longest.isEmpty()) {
            anchorless = true;
            return;
        }
        String anchor = longest;
        anchors.add(anchor, crosses);
        PARTS.forEach((word, parts) -> {
            if (parts.contains(anchor)) {
                anchors.add(word, crosses);
            }
        });
    }

    /** What a text in lower case may hold. */
    enum Holds {
        NOTHING,
        /** Names, each within a sentence. */
        NAMES,
        /** Perhaps a name that goes over the end of a sentence, because punctuation is within it. */
        NAMES_ACROSS
    }

    Holds look(String lower) {
        return anchorless ? Holds.NAMES_ACROSS : anchors.look(lower);
    }

    /** Words, found in a text without making a string of each of the text's words. */
    private static final class WordTable {
        private final Map<String, Boolean> words = new HashMap<>();
        private String[] slots = new String[16];
        private int mask = slots.length - 1;

        /** @param across whether the name of the word may go over the end of a sentence */
        void add(String word, boolean across) {
            words.merge(word, across, Boolean::logicalOr);
            if (words.size() * 4 > slots.length) {
                slots = new String[slots.length * 4];
                mask = slots.length - 1;
            }
            java.util.Arrays.fill(slots, null);
            words.keySet().forEach(this::place);
        }

        private void place(String word) {
            int slot = hash(word, 0, word.length());
            while (slots[slot & mask] != null) {
                slot++;
            }
            slots[slot & mask] = word;
        }

        Holds look(String text) {
            Holds holds = Holds.NOTHING;
            int at = 0;
            while (at < text.length()) {
                int end = at;
                while (end < text.length() && isWord(text.charAt(end))) {
                    end++;
                }
                if (end > at) {
                    String found = find(text, at, end);
                    // Of "don't" the tokens are "do" and "n't".
                    if (found == null && text.startsWith("n't", end - 1)) {
                        found = find(text, at, end - 1);
                    }
                    if (found != null) {
                        if (words.get(found)) {
                            return Holds.NAMES_ACROSS;
                        }
                        holds = Holds.NAMES;
                    }
                }
                at = end + 1;
            }
            return holds;
        }

        private static boolean isWord(char c) {
            return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 && Character.isLetterOrDigit(c);
        }

        private @Nullable String find(String text, int start, int end) {
            for (int slot = hash(text, start, end); slots[slot & mask] != null; slot++) {
                String word = slots[slot & mask];
                if (word.length() == end - start && text.startsWith(word, start)) {
                    return word;
                }
            }
            return null;
        }

        private static int hash(String text, int start, int end) {
            int hash = 0;
            for (int i = start; i < end; i++) {
                hash = 31 * hash + text.charAt(i);
            }
            return hash ^ hash >>> 15;
        }
    }
}
