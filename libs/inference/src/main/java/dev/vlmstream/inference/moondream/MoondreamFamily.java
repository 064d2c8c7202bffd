package dev.vlmstream.inference.moondream;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} moondream1, which Moondream2 has kept. */
public final class MoondreamFamily extends LanguageFamily {

    public MoondreamFamily() {
        super("moondream1");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(Requirements.imageProcessor(options), Requirements.graph(VISION, options), SplitPrompt::read);
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return MoondreamArchitecture.load(files, language, options, loading);
    }
}
