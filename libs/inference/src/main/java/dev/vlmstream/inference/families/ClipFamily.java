package dev.vlmstream.inference.families;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * {@code model_type} clip: Radford et al. 2021, arXiv 2103.00020, and whatever is exported in its layout, such as EVA-CLIP;
 * siglip: Zhai et al. 2023, arXiv 2303.15343, and SigLIP 2 at a fixed resolution.
 */
public final class ClipFamily implements ModelFamily {

    private static final Set<String> MODEL_TYPES = Set.of("clip", "siglip");

    @Override
    public ModelKind kind() {
        return ModelKind.DUAL_ENCODER;
    }

    @Override
    public String supported() {
        return "clip, siglip";
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        return MODEL_TYPES.contains(bundle.modelType());
    }

    @Override
    public Set<String> graphs(Set<String> present) {
        return present.containsAll(TowerFiles.TOWERS) ? TowerFiles.TOWERS : Set.of(TowerFiles.BOTH);
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options),
                Requirements.json("tokenizer.json"),
                bundle -> TowerFiles.vision(bundle, options),
                bundle -> TowerFiles.text(bundle, options),
                Similarity::read);
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        return ClipModel.load(bundle, files, options);
    }

    /** Where a bundle keeps its towers: in a file each, or both in one {@code model}. */
    static final class TowerFiles {

        private static final String VISION = "vision_model";
        private static final String TEXT = "text_model";
        private static final String BOTH = "model";
        private static final Set<String> TOWERS = Set.of(VISION, TEXT);

        private TowerFiles() {}

        /** @throws dev.vlmstream.inference.bundle.BundleException if there is neither a file of its own nor one for both */
        static Path vision(BundleDirectory bundle, RuntimeOptions options) {
            return tower(bundle, VISION, options);
        }

        /** @throws dev.vlmstream.inference.bundle.BundleException if there is neither a file of its own nor one for both */
        static Path text(BundleDirectory bundle, RuntimeOptions options) {
            return tower(bundle, TEXT, options);
        }

        /** A bundle with both towers and the whole is read by its towers: no text is encoded where images are. */
        private static Path tower(BundleDirectory bundle, String stem, RuntimeOptions options) {
            GraphFiles files = new GraphFiles(bundle);
            boolean towers = files.find(VISION, options).isPresent()
                    && files.find(TEXT, options).isPresent();
            return files.find(BOTH, options).filter(whole -> !towers).orElseGet(() -> files.require(stem, options));
        }
    }

    /**
     * What becomes of a cosine: {@code scale * cosine + bias}, and from there a probability.
     *
     * @param scale not its logarithm, which is what configurations hold
     * @param sigmoid whether every class has a probability of its own (SigLIP), rather than all sharing one (CLIP)
     */
    record Similarity(float scale, float bias, boolean sigmoid) {

        private static final String CLIP_SCALE = "logit_scale_init_value";
        private static final String SCALE = "logit_scale";
        private static final String BIAS = "logit_bias";
        /** Where SigLIP's training begins (Zhai et al. 2023, section 3.2). */
        private static final double INITIAL_SCALE = 10;

        private static final float INITIAL_BIAS = -10;

        /**
         * CLIP's scale from {@code logit_scale_init_value}; SigLIP's scale and bias from {@code logit_scale} and {@code
         * logit_bias}. Configurations on the hub leave SigLIP's out, since they are among the weights, as they leave CLIP's at its
         * initial value; then SigLIP's initial values stand in. No ranking depends on them, probabilities do.
         *
         * @throws dev.vlmstream.inference.bundle.BundleException if CLIP's is missing, or one of SigLIP's without the other
         */
        static Similarity read(BundleDirectory bundle) {
            if (!bundle.modelType().equals("siglip")) {
                return new Similarity((float) Math.exp(bundle.requireNumber(CLIP_SCALE)), 0, false);
            }
            if (!bundle.config().has(SCALE) && !bundle.config().has(BIAS)) {
                return new Similarity((float) INITIAL_SCALE, INITIAL_BIAS, true);
            }
            return new Similarity(
                    (float) Math.exp(bundle.requireNumber(SCALE)), (float) bundle.requireNumber(BIAS), true);
        }

        /** Softmax or sigmoid of scores. */
        float[] probabilities(float[] scores) {
            double[] weights = new double[scores.length];
            double largest = Double.NEGATIVE_INFINITY;
            for (float score : scores) {
                largest = Math.max(largest, score);
            }
            double sum = 0;
            for (int i = 0; i < scores.length; i++) {
                weights[i] = sigmoid ? 1 / (1 + Math.exp(-scores[i])) : Math.exp(scores[i] - largest);
                sum += weights[i];
            }
            float[] probabilities = new float[scores.length];
            for (int i = 0; i < scores.length; i++) {
                probabilities[i] = (float) (sigmoid ? weights[i] : weights[i] / sum);
            }
            return probabilities;
        }
    }
}
