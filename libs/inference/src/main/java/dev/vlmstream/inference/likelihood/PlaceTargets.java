package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.decoding.Step;
import dev.vlmstream.inference.likelihood.NameNode.Target;
import java.util.List;

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
