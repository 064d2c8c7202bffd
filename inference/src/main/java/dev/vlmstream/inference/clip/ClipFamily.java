package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Family;
import dev.vlmstream.inference.bundle.Requirements;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} clip: Radford et al. 2021, arXiv 2103.00020, and whatever is exported in its layout. */
public final class ClipFamily implements Family {

    static final String VISION = "vision_model";
    static final String TEXT = "text_model";
    static final String SCALE = "logit_scale_init_value";

    @Override
    public ModelKind kind() {
        return ModelKind.DUAL_ENCODER;
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        return bundle.modelType().equals("clip");
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options),
                Requirements.json("tokenizer.json"),
                Requirements.graph(VISION, options),
                Requirements.graph(TEXT, options),
                bundle -> bundle.requireNumber(SCALE));
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        return ClipModel.load(bundle, files, options);
    }
}
