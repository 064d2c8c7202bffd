package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.decoding.Decoder;
import dev.vlmstream.inference.decoding.Embedder;
import dev.vlmstream.inference.decoding.Embeddings;
import dev.vlmstream.inference.decoding.Step;
import dev.vlmstream.inference.likelihood.TreeSteps.PlaceTargets;
import dev.vlmstream.inference.likelihood.TreeSteps.ScoredPrefix;

/**
 * A tree's places one after another in one row behind the prefix, each looking only at those that lead to it (tree attention:
 * Miao et al. 2024, SpecInfer): the prefix's keys and values are never copied, and nothing is padding.
 */
final class PackedSteps implements TreeSteps {

    /** More at once are no faster. */
    static final int MOST_PLACES = 256;

    /** Of one step; their logarithms of probabilities take as much again. */
    private static final long LOGIT_BYTES = 1L << 26;

    private final Embedder embedder;
    private final Decoder decoder;
    private final int mostPlaces;

    /** @param mostPlaces of a step, those that lead to its first not counted */
    PackedSteps(Embedder embedder, Decoder decoder, int mostPlaces) {
        this.embedder = embedder;
        this.decoder = decoder;
        this.mostPlaces = mostPlaces;
    }

    @Override
    public void compute(NameTree tree, ScoredPrefix scoring) {
        long room = Math.max(1, LOGIT_BYTES / ((long) scoring.words() * Float.BYTES));
        for (TreePart part : TreePart.of(tree, (int) Math.min(mostPlaces, room))) {
            step(part, scoring);
        }
    }

    private void step(TreePart part, ScoredPrefix scoring) {
        long[] mask = part.mask(scoring.prefix().length());
        long[] positions = part.positions(scoring.nextPosition(), decoder.positionAxes());
        try (Embeddings embeds = embedder.tokens(part.tokens(), 1);
                Step step = scoring.prefix().aside(embeds, mask, positions)) {
            new PlaceTargets(part.targets()).score(step, scoring.logProbs());
        }
    }
}
