package dev.vlmstream.inference.llavanext;

import dev.vlmstream.inference.anyres.AnyresArchitecture;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} llava_next. */
public final class LlavaNextFamily extends LanguageFamily {

    public LlavaNextFamily() {
        super("llava_next");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return AnyresArchitecture.requirements(options);
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return new LlavaNextArchitecture(files, language, options, loading);
    }
}
