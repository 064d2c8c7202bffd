package dev.vlmstream.inference.qwen2vl;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} qwen2_vl and qwen2_5_vl. */
public final class Qwen2VlFamily extends LanguageFamily {

    public Qwen2VlFamily() {
        super("qwen2_vl", "qwen2_5_vl");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(bundle -> ImageGrid.read(bundle, options), Requirements.graph(VISION, options));
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return Qwen2VlArchitecture.load(files, language, options, loading);
    }
}
