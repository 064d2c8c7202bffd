package dev.vlmstream.embed;

import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A classifier ranks the classes it was trained on; a run may ask for some of them, not for others. */
final class SupervisedRanker implements Ranker {
    private final ImageClassifier classifier;
    private final Map<String, int[]> labels;
    private final RunCache<Map<String, Integer>> indices = new RunCache<>();

    SupervisedRanker(ImageClassifier classifier) {
        this.classifier = classifier;
        this.labels = Candidates.places(classifier.labels());
    }

    @Override
    public String task() {
        return "supervised";
    }

    @Override
    public Batch run(List<float[]> pixelValues) {
        float[][] logits = classifier.logits(pixelValues);
        return new Batch() {
            @Override
            public List<RankedClass> rank(int image, RunManifest manifest, List<String> candidates, int k) {
                List<String> ranked = candidates.isEmpty() ? List.copyOf(labels.keySet()) : candidates;
                Map<String, Integer> classes = indices.get(manifest, m -> Candidates.indices(m.getClasses()));
                return Candidates.top(logits[image], labels, ranked, classes, k);
            }

            @Override
            public Optional<float[]> embedding(int image) {
                return Optional.empty();
            }

            @Override
            public Optional<float[][]> patches(int image) {
                return Optional.empty();
            }
        };
    }
}
