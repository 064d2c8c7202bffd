package dev.vlmstream.inference.fastvlm;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} fast_vlm, as transformers has it, or llava_qwen2, as Apple and transformers.js's exports have it. */
public final class FastVlmFamily extends LanguageFamily {

    public FastVlmFamily() {
        super("fast_vlm", "llava_qwen2");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(Requirements.graph(VISION, options), bundle -> FastVlmTokens.read(bundle, options));
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return new FastVlmArchitecture(files, language, options, loading);
    }
}
