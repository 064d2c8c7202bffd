package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.decoding.Decoder;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.Embedder;
import dev.vlmstream.inference.decoding.KvCache;
import dev.vlmstream.inference.decoding.Prefill;
import dev.vlmstream.inference.decoding.PrefixCache;
import dev.vlmstream.inference.decoding.Step;
import dev.vlmstream.inference.decoding.Wanted;
import dev.vlmstream.inference.onnx.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores a tree of names after a prefix. The tree is cut into chains that always take the longest branch; chains that leave
 * the prefix go first, side by side in batches; chains that leave those go on from their rows, whose later positions the
 * attention mask hides. So each place of the tree is computed once.
 */
public final class NameScorer {

    private final Embedder embedder;
    private final Decoder decoder;
    private final int padToken;
    private final PrefixCache prefixes;
    private final BatchLimits limits;

    public NameScorer(Embedder embedder, Decoder decoder, int padToken, PrefixCache prefixes) {
        this(embedder, decoder, padToken, prefixes, BatchLimits.DEFAULT);
    }

    NameScorer(Embedder embedder, Decoder decoder, int padToken, PrefixCache prefixes, BatchLimits limits) {
        this.embedder = embedder;
        this.decoder = decoder;
        this.padToken = padToken;
        this.prefixes = prefixes;
        this.limits = limits;
    }

    /** One prefix while its names are scored. */
    private record Scoring(long nextPosition, int words, LogProbabilities logProbs) {}

    /** {@code [name][token]}. */
    float[][] score(EmbeddedPrompt prefix, NameTree tree) {
        try (Prefill prefill = prefill(prefix, tree)) {
            int words = prefill.logits(0, 0).length;
            Scoring scoring = new Scoring(prefix.positions().next(), words, new LogProbabilities(tree.blank()));
            for (int back = 0; back < tree.prefixPlaces(); back++) {
                scoring.logProbs().score(prefill.logits(0, back), tree.targets(back));
            }
            int length = prefill.cache().length();
            List<Branch> branches = tree.root().children().stream()
                    .map(child -> Branch.ofPrefix(Chain.from(child), length))
                    .toList();
            compute(prefill.cache(), branches, scoring);
            return scoring.logProbs().values();
        }
    }

    private Prefill prefill(EmbeddedPrompt prefix, NameTree tree) {
        return tree.prefixPlaces() == 1
                ? Prefill.of(embedder, decoder, padToken, prefixes, prefix)
                : Prefill.of(embedder, decoder, padToken, List.of(prefix), Wanted.ALL_LOGITS);
    }

    private void compute(KvCache cache, List<Branch> branches, Scoring scoring) {
        for (BranchBatch batch : limits.split(branches, decoder.bytesPerPosition(), scoring.words())) {
            try (KvCache rows = cache.branch(batch.sources())) {
                step(rows, batch, scoring);
                compute(rows, leaving(batch), scoring);
            }
        }
    }

    private void step(KvCache rows, BranchBatch batch, Scoring scoring) {
        long[] positions = batch.positions(scoring.nextPosition(), decoder.positionAxes());
        try (Tensor embeds = embedder.tokens(batch.tokens(), batch.rows());
                Step step = rows.step(embeds, batch.mask(), positions, Wanted.ALL_LOGITS)) {
            float[] logProbs = step.logProbs(batch.targets());
            int most = batch.mostTargets();
            int width = batch.width();
            for (int row = 0; row < batch.rows(); row++) {
                List<NameNode> nodes = batch.branches().get(row).chain().nodes();
                for (int i = 0; i < nodes.size(); i++) {
                    scoring.logProbs()
                            .put(
                                    logProbs,
                                    (row * width + i) * most,
                                    nodes.get(i).targets());
                }
            }
        }
    }

    private static List<Branch> leaving(BranchBatch batch) {
        List<Branch> leaving = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            Branch branch = batch.branches().get(row);
            for (int i = 0; i < branch.chain().length(); i++) {
                for (Chain other : branch.chain().branches(i)) {
                    leaving.add(branch.leaving(other, i, row, batch.width()));
                }
            }
        }
        return leaving;
    }
}
