package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.LinkedHashMap;
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
}
