package dev.vlmstream.inference.llava;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Family;
import dev.vlmstream.inference.bundle.GenerationConfig;
import dev.vlmstream.inference.bundle.Requirements;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} llava. */
public final class LlavaFamily implements Family {

    static final String VISION = "vision_encoder";
    static final String EMBED = "embed_tokens";
    static final String DECODER = "decoder_model_merged";

    @Override
    public ModelKind kind() {
        return ModelKind.VISION_LANGUAGE;
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        return bundle.modelType().equals("llava");
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options),
                Requirements.json("tokenizer.json"),
                Requirements.graph(VISION, options),
                Requirements.graph(EMBED, options),
                Requirements.graph(DECODER, options),
                ImageTokens::read,
                GenerationConfig::read);
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        return LlavaModel.load(bundle, files, options);
    }
}
