package dev.vlmstream.evaluation.frequency;

import dev.vlmstream.evaluation.frequency.NameIndex.Holds;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words, found in a text without making a string of each of the text's words. */
final class WordTable {
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
