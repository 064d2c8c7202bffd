package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.ModelFamily;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.runtime.RuntimeOptions;
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
}
