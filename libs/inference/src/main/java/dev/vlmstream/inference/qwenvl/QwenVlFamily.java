package dev.vlmstream.inference.qwenvl;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} qwen2_vl, qwen2_5_vl and qwen3_vl. */
public final class QwenVlFamily extends LanguageFamily {

    private static final String WITH_DEEPSTACK = "qwen3_vl";

    public QwenVlFamily() {
        super("qwen2_vl", "qwen2_5_vl", WITH_DEEPSTACK);
    }

    static boolean hasDeepstack(BundleDirectory bundle) {
        return bundle.modelType().equals(WITH_DEEPSTACK);
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(bundle -> ImageGrid.read(bundle, options), Deepstack::read, Requirements.graph(VISION, options));
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return QwenVlArchitecture.load(files, language, options, loading);
    }
}
