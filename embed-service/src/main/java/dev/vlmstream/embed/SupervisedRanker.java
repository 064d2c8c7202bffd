package dev.vlmstream.embed;

import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Map;

/** A classifier ranks the classes it was trained on; a run may ask for some of them, not for others. */
final class SupervisedRanker implements Ranker {
    private final ImageClassifier classifier;
    private final Map<String, int[]> labels;
    private final RunCache<Map<String, Integer>> indices = new RunCache<>();
    private final RunCache<Candidates> offered = new RunCache<>();

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
        return (image, manifest, choices, k) -> {
            Candidates candidates =
                    choices.isEmpty() ? offered.get(manifest, this::classes) : candidates(choices, manifest);
            return candidates.rank(logits[image], k);
        };
    }

    private Candidates classes(RunManifest manifest) {
        List<String> classes = manifest.getClasses();
        return candidates(classes.isEmpty() ? List.copyOf(labels.keySet()) : classes, manifest);
    }

    private Candidates candidates(List<String> names, RunManifest manifest) {
        return Candidates.of(names, labels, indices.get(manifest, run -> Candidates.indices(run.getClasses())));
    }
}
