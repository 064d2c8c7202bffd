package dev.vlmstream.inference.llavaonevision;

import dev.vlmstream.inference.anyres.AnyresArchitecture;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} llava_onevision. */
public final class LlavaOnevisionFamily extends LanguageFamily {

    public LlavaOnevisionFamily() {
        super("llava_onevision");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        List<Consumer<BundleDirectory>> all = new ArrayList<>(AnyresArchitecture.requirements(options));
        all.add(LlavaOnevisionArchitecture::mostTiles);
        return all;
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return new LlavaOnevisionArchitecture(files, language, options, loading);
    }
}
