package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.decoding.Decoder;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.Embedder;
import dev.vlmstream.inference.decoding.Prefill;
import dev.vlmstream.inference.decoding.PrefixCache;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.likelihood.TreeSteps.ScoredPrefix;
import java.util.List;

/**
 * Scores a tree of names after a prefix, each place of the tree computed once: packed into one row where the decoder can be
 * told what each token looks at, else as branches side by side.
 */
public final class NameScorer {

    private final Embedder embedder;
    private final Decoder decoder;
    private final int padToken;
    private final PrefixCache prefixes;
    private final TreeSteps steps;

    public NameScorer(Embedder embedder, Decoder decoder, int padToken, PrefixCache prefixes) {
        this(embedder, decoder, padToken, prefixes, steps(embedder, decoder));
    }

    NameScorer(Embedder embedder, Decoder decoder, int padToken, PrefixCache prefixes, TreeSteps steps) {
        this.embedder = embedder;
        this.decoder = decoder;
        this.padToken = padToken;
        this.prefixes = prefixes;
        this.steps = steps;
    }

    private static TreeSteps steps(Embedder embedder, Decoder decoder) {
        return decoder.branches()
                ? new PackedSteps(embedder, decoder, PackedSteps.MOST_PLACES)
                : new BranchSteps(embedder, decoder, BatchLimits.DEFAULT);
    }

    /**
     * {@code [name][token]}.
     *
     * @throws IllegalArgumentException if a name's tokens are predicted where they have been seen
     */
    float[][] score(EmbeddedPrompt prefix, NameTree tree) {
        prefix.requireUnseen(tree.prefixPlaces());
        try (Prefill prefill = prefill(prefix, tree)) {
            LogProbabilities logProbs = new LogProbabilities(tree.blank());
            for (int back = 0; back < tree.prefixPlaces(); back++) {
                logProbs.score(prefill.logits(0, back), tree.targets(back));
            }
            int words = prefill.logits(0, 0).length;
            steps.compute(
                    tree, new ScoredPrefix(prefill.cache(), prefix.positions().next(), words, logProbs));
            return logProbs.values();
        }
    }

    private Prefill prefill(EmbeddedPrompt prefix, NameTree tree) {
        return tree.prefixPlaces() == 1
                ? Prefill.of(embedder, decoder, padToken, prefixes, prefix)
                : Prefill.of(embedder, decoder, padToken, List.of(prefix), StepOutputs.ALL_LOGITS);
    }
}
