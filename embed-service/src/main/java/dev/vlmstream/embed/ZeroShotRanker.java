package dev.vlmstream.embed;

import dev.vlmstream.inference.ClassHead;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A dual encoder ranks class names by the similarity of their texts to the image. */
final class ZeroShotRanker implements Ranker {
    private final DualEncoder encoder;
    private final RunCache<Head> heads = new RunCache<>();

    /** A run's classes, encoded once. */
    private record Head(ClassHead head, Map<String, int[]> places, Map<String, Integer> indices) {}

    ZeroShotRanker(DualEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public String task() {
        return "zero-shot";
    }

    @Override
    public Batch run(List<float[]> pixelValues) {
        float[][] embeddings = encoder.embedImages(pixelValues);
        return new Batch() {
            @Override
            public List<RankedClass> rank(int image, RunManifest manifest, List<String> candidates, int k) {
                Head head = heads.get(manifest, ZeroShotRanker.this::encode);
                float[] scores = head.head().scores(embeddings[image]);
                return Candidates.top(scores, head.places(), candidates, head.indices(), k);
            }

            @Override
            public Optional<float[]> embedding(int image) {
                return Optional.of(embeddings[image]);
            }

            @Override
            public Optional<float[][]> patches(int image) {
                return Optional.of(encoder.patchFeatures(List.of(pixelValues.get(image)))[0]);
            }
        };
    }

    private Head encode(RunManifest manifest) {
        if (manifest.getClasses().isEmpty()) {
            throw new IllegalArgumentException("the run has no class list, and a dual encoder ranks class names;"
                    + " push it with \"classes\" (--classes FILE)");
        }
        List<String> templates =
                manifest.getTemplates().isEmpty() ? List.of("A photo of a {}") : manifest.getTemplates();
        ClassHead head = encoder.classHead(manifest.getClasses(), templates);
        return new Head(head, Candidates.places(head.names()), Candidates.indices(manifest.getClasses()));
    }
}
