package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.decoding.KvCache;
import dev.vlmstream.inference.decoding.Step;
import dev.vlmstream.inference.likelihood.NameTree.NameNode.Target;
import java.util.List;

/** Computes the places of a tree that come after its prefix. */
interface TreeSteps {

    void compute(NameTree tree, ScoredPrefix scoring);

    /**
     * One prefix while its names are scored.
     *
     * @param prefix without padding, one row
     * @param nextPosition of the first token after the prefix
     * @param words of the vocabulary
     */
    record ScoredPrefix(KvCache prefix, long nextPosition, int words, LogProbabilities logProbs) {}

    /** What the places of one step predict, asked for together: as many words for each place, padded. */
    record PlaceTargets(List<List<Target>> places) {

        void score(Step step, LogProbabilities logProbs) {
            int most = places.stream().mapToInt(List::size).max().orElse(0);
            if (most == 0) {
                return;
            }
            float[] values = step.logProbs(words(most));
            for (int place = 0; place < places.size(); place++) {
                logProbs.put(values, place * most, places.get(place));
            }
        }

        private long[] words(int most) {
            long[] words = new long[places.size() * most];
            for (int place = 0; place < places.size(); place++) {
                List<Target> targets = places.get(place);
                for (int i = 0; i < targets.size(); i++) {
                    words[place * most + i] = targets.get(i).token();
                }
            }
            return words;
        }
    }
}
