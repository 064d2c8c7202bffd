package dev.vlmstream.embed;

import dev.vlmstream.inference.ClassHead;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A dual encoder ranks class names by the similarity of their texts to the image. */
final class ZeroShotRanker implements Ranker {
    private final DualEncoder encoder;
    private final RunCache<Head> heads = new RunCache<>();

    /**
     * A run's classes, encoded once.
     *
     * @param all of them as candidates
     */
    private record Head(ClassHead head, Map<String, int[]> places, Map<String, Integer> indices, Candidates all) {
        Candidates candidates(List<String> choices) {
            return choices.isEmpty() ? all : Candidates.of(choices, places, indices);
        }
    }

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
            public Candidates.Ranked rank(int image, RunManifest manifest, List<String> choices, int k) {
                Head head = heads.get(manifest, ZeroShotRanker.this::encode);
                return head.candidates(choices).rank(head.head().scores(embeddings[image]), k);
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
        Map<String, int[]> places = Candidates.places(head.names());
        Map<String, Integer> indices = Candidates.indices(manifest.getClasses());
        return new Head(head, places, indices, Candidates.of(manifest.getClasses(), places, indices));
    }
}
