package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.likelihood.NameTree.NameTokens;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Likelihoods of class names after prefixes; trees of names are kept from one prefix to the next. */
public final class Likelihoods {

    /** More runs than this are rarely interleaved. */
    private static final int TREES_KEPT = 8;

    private final NameTokenizer tokenizer;
    private final NameScorer scorer;
    private final int longestContext;

    @SuppressWarnings("serial")
    private final Map<Key, NameTree> trees = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, NameTree> eldest) {
            return size() > TREES_KEPT;
        }
    };

    private record Key(ClassNames names, String prefixEnd) {}

    /** @param longestContext the most positions that the decoder was made for */
    public Likelihoods(Tokenizer tokenizer, NameScorer scorer, int longestContext) {
        this.tokenizer = new NameTokenizer(tokenizer);
        this.scorer = scorer;
        this.longestContext = longestContext;
    }

    /**
     * Scores all names after one prefix.
     *
     * @param text the prefix's text
     * @throws IllegalArgumentException if a name cannot follow the prefix, or does not fit into the model's context
     */
    public ClassLikelihoods score(EmbeddedPrompt prefix, String text, ClassNames names) {
        NameTree tree = trees.computeIfAbsent(new Key(names, NameTokenizer.end(text)), this::tree);
        int needed = prefix.inputIds().length + tree.depth();
        if (needed > longestContext) {
            throw new IllegalArgumentException("prefix and longest class name have " + needed
                    + " tokens, the model's context is " + longestContext);
        }
        return new ClassLikelihoods(scorer.score(prefix, tree));
    }

    private NameTree tree(Key key) {
        return new NameTree(tokenizer.tokenise(key.prefixEnd(), key.names()));
    }

    /** Class names as the tokens that follow a prefix. */
    private record NameTokenizer(Tokenizer tokenizer) {
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
                throw new IllegalArgumentException(
                        "class name \"" + name + "\" changes the tokens of the prefix's end \"" + end
                                + "\"; end the prefix with a whole word");
            }
            return Arrays.copyOfRange(whole, before.length, whole.length);
        }
    }
}
