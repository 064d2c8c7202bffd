package dev.vlmstream.inference.qwen2vl;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Family;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.LanguageModel;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code model_type} qwen2_vl and qwen2_5_vl. */
public final class Qwen2VlFamily implements Family {

    static final String VISION = "vision_encoder";

    private static final Set<String> MODEL_TYPES = Set.of("qwen2_vl", "qwen2_5_vl");

    @Override
    public ModelKind kind() {
        return ModelKind.VISION_LANGUAGE;
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        return MODEL_TYPES.contains(bundle.modelType());
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        List<Consumer<BundleDirectory>> all = new ArrayList<>(LanguageParts.requirements(options));
        all.add(bundle -> ImageGrid.read(bundle, options));
        all.add(Requirements.graph(VISION, options));
        return all;
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        try (Loading loading = new Loading()) {
            LanguageParts language = LanguageParts.load(files, options, loading);
            Qwen2VlArchitecture qwen = Qwen2VlArchitecture.load(files, language, options, loading);
            return loading.complete(new LanguageModel(bundle, qwen, language));
        }
    }
}
