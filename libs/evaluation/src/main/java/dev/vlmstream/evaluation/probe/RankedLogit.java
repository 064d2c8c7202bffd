package dev.vlmstream.evaluation.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * One place of a ranking of classes.
 *
 * @param classIndex the class's index
 * @param logit what the probe gave it
 */
public record RankedLogit(int classIndex, float logit) {

    /** The highest of the logits at a place, highest first; of equals the lower index. */
    static List<RankedLogit> best(float[] logits, int at, int classes, int most) {
        List<RankedLogit> best = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            float logit = logits[at + c];
            if (best.size() < most || logit > best.get(most - 1).logit()) {
                insert(best, new RankedLogit(c, logit));
                if (best.size() > most) {
                    best.remove(most);
                }
            }
        }
        return List.copyOf(best);
    }

    private static void insert(List<RankedLogit> best, RankedLogit ranked) {
        int place = best.size();
        while (place > 0 && best.get(place - 1).logit() < ranked.logit()) {
            place--;
        }
        best.add(place, ranked);
    }
}
