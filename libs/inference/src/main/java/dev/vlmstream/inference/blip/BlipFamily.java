package dev.vlmstream.inference.blip;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.ModelFamily;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.LanguageModel;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What both families share; they differ in what their Q-Former reads. */
abstract class BlipFamily implements ModelFamily {

    static final String VISION = "vision_encoder";
    static final String QFORMER = "qformer";

    private final String modelType;

    BlipFamily(String modelType) {
        this.modelType = modelType;
    }

    @Override
    public ModelKind kind() {
        return ModelKind.VISION_LANGUAGE;
    }

    @Override
    public String supported() {
        return modelType;
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        return bundle.modelType().equals(modelType);
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        List<Consumer<BundleDirectory>> all = new ArrayList<>();
        all.add(BlipFamily::requireDecoderOnly);
        all.addAll(LanguageParts.requirements(options));
        all.add(Requirements.imageProcessor(options));
        all.add(Requirements.graph(VISION, options));
        all.add(Requirements.graph(QFORMER, options));
        all.add(QueryTokens::read);
        return all;
    }

    private static void requireDecoderOnly(BundleDirectory bundle) {
        String language = bundle.config().path("text_config").path("model_type").asText();
        boolean decoderOnly =
                bundle.config().path("use_decoder_only_language_model").asBoolean(!language.contains("t5"));
        if (!decoderOnly) {
            throw new BundleException(bundle.path().resolve(BundleDirectory.CONFIG) + ": the language model \""
                    + language + "\" (text_config.model_type) is an encoder with a decoder, which is not supported;"
                    + " use a checkpoint with OPT or Vicuna");
        }
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        try (Loading loading = new Loading()) {
            LanguageParts language = LanguageParts.load(files, options, loading);
            BlipArchitecture blip =
                    BlipArchitecture.load(files, language, qformer(files, options, loading), options, loading);
            return loading.complete(new LanguageModel(bundle, blip, language));
        }
    }

    abstract QFormer qformer(BundleDirectory files, RuntimeOptions options, Loading loading);
}
