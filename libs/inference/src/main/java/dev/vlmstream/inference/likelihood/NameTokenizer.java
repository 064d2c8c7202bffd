package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Class names as the tokens that follow a prefix. */
final class NameTokenizer {

    private final Tokenizer tokenizer;

    NameTokenizer(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * What of a prefix its names' tokens depend on: the last word, with the white space that follows it. Tokenizers split at
     * white space, so what stands before has no say.
     */
    static String end(String prefix) {
        int end = prefix.stripTrailing().length();
        while (end > 0 && !Character.isWhitespace(prefix.charAt(end - 1))) {
            end--;
        }
        return prefix.substring(end);
    }

    /** @throws IllegalArgumentException if a name cannot follow the prefix; the message says which and why */
    List<NameTokens> tokenise(String end, ClassNames names) {
        int[] before = tokenizer.encode(end, false);
        boolean spaced = end.isEmpty() || Character.isWhitespace(end.charAt(end.length() - 1));
        List<NameTokens> tokens = new ArrayList<>();
        for (String name : names.names()) {
            int[] path = following(before, tokenizer.encode(end + (spaced ? "" : " ") + name, false), end, name);
            boolean alone = names.tokenisation() == Tokenisation.STUDY;
            tokens.add(new NameTokens(path, alone ? tokenizer.encode(name, false) : path));
        }
        return tokens;
    }

    private static int[] following(int[] before, int[] whole, String end, String name) {
        if (whole.length <= before.length || !Arrays.equals(before, 0, before.length, whole, 0, before.length)) {
            throw new IllegalArgumentException("class name \"" + name + "\" changes the tokens of the prefix's end \""
                    + end + "\"; end the prefix with a whole word");
        }
        return Arrays.copyOfRange(whole, before.length, whole.length);
    }
}
