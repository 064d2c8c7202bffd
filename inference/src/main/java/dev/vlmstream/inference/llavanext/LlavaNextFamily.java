package dev.vlmstream.inference.llavanext;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Family;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.LanguageModel;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.onnx.Loading;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} llava_next. */
public final class LlavaNextFamily implements Family {

    static final String VISION = "vision_encoder";

    @Override
    public ModelKind kind() {
        return ModelKind.VISION_LANGUAGE;
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        return bundle.modelType().equals("llava_next");
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        List<Consumer<BundleDirectory>> all = new ArrayList<>(LanguageParts.requirements(options));
        all.add(Requirements.imageProcessor(options));
        all.add(Requirements.graph(VISION, options));
        all.add(Placeholder::read);
        all.add(LlavaNextArchitecture::side);
        all.add(Newline::file);
        return all;
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        try (Loading loading = new Loading()) {
            LanguageParts language = LanguageParts.load(files, options, loading);
            LlavaNextArchitecture next = LlavaNextArchitecture.load(files, language, options, loading);
            return loading.complete(new LanguageModel(bundle, next, language));
        }
    }
}
