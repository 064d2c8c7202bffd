package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.decoding.Decoder;
import dev.vlmstream.inference.decoding.Embedder;
import dev.vlmstream.inference.decoding.Embeddings;
import dev.vlmstream.inference.decoding.KvCache;
import dev.vlmstream.inference.decoding.Step;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.likelihood.BranchBatch.Branch;
import dev.vlmstream.inference.likelihood.BranchBatch.Chain;
import dev.vlmstream.inference.likelihood.TreeSteps.PlaceTargets;
import dev.vlmstream.inference.likelihood.TreeSteps.ScoredPrefix;
import java.util.ArrayList;
import java.util.List;

/**
 * For decoders that know one mask per row: the tree is cut into chains that always take the longest branch; chains that leave
 * the prefix go first, side by side in batches; chains that leave those continue from their rows, whose later positions the
 * attention mask hides. So each place of the tree is computed once, behind a copy of the prefix for each chain. Chains are single
 * tokens where the decoder steps singly.
 */
record BranchSteps(Embedder embedder, Decoder decoder, BatchLimits limits) implements TreeSteps {
    @Override
    public void compute(NameTree tree, ScoredPrefix scoring) {
        int length = scoring.prefix().length();
        int most = decoder.stepsSingly() ? 1 : Integer.MAX_VALUE;
        List<Branch> branches = tree.root().children().stream()
                .map(child -> Branch.ofPrefix(Chain.from(child, most), length))
                .toList();
        compute(scoring.prefix(), branches, scoring);
    }

    private void compute(KvCache cache, List<Branch> branches, ScoredPrefix scoring) {
        for (BranchBatch batch :
                limits.split(branches, decoder.bytesPerPosition(), cache.encoderBytesPerRow(), scoring.words())) {
            try (KvCache rows = cache.branch(batch.sources())) {
                step(rows, batch, scoring);
                compute(rows, leaving(batch), scoring);
            }
        }
    }

    private void step(KvCache rows, BranchBatch batch, ScoredPrefix scoring) {
        long[] positions = batch.positions(scoring.nextPosition(), decoder.positionAxes());
        try (Embeddings embeds = embedder.tokens(batch.tokens(), batch.rows());
                Step step = rows.step(embeds, batch.mask(), positions, StepOutputs.ALL_LOGITS)) {
            new PlaceTargets(batch.targets()).score(step, scoring.logProbs());
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
