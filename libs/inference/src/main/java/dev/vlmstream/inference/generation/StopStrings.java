package dev.vlmstream.inference.generation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Ends a sequence whose text contains a string that its last token completes, as transformers' {@code StopStringCriteria}
 * does: a string may begin in the prompt, and may end within the last token.
 *
 * @param text of tokens, special ones included
 */
record StopStrings(List<String> strings, Function<int[], String> text) {

    /** Of tokens for one character: UTF-8 has up to four bytes, and a token may be a byte. */
    private static final int TOKENS_A_CHARACTER = 4;
    /** What decoding leaves of a character whose bytes are not all there. */
    private static final char INCOMPLETE = '\uFFFD';

    boolean end(TokenSequence sequence) {
        if (strings.isEmpty() || sequence.generated() == 0) {
            return false;
        }
        int longest = strings.stream().mapToInt(String::length).max().orElseThrow();
        int[] window = sequence.tail(TOKENS_A_CHARACTER * longest + 2);
        int[] before = Arrays.copyOf(window, window.length - 1);
        String whole = text.apply(window);
        int fresh = complete(text.apply(before));
        return strings.stream()
                .anyMatch(string -> whole.indexOf(string, Math.max(0, fresh - string.length() + 1)) >= 0);
    }

    private static int complete(String text) {
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == INCOMPLETE) {
            length--;
        }
        return length;
    }
}
