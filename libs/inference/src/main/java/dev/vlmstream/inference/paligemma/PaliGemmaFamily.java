package dev.vlmstream.inference.paligemma;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.attention.TokenTypes;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} paligemma, of PaliGemma 2, too. */
public final class PaliGemmaFamily extends LanguageFamily {

    /** Transformers' processor: the prefix is of type 0, what follows of type 1. */
    private static final TokenTypes TYPES = new TokenTypes(1, 0);

    public PaliGemmaFamily() {
        super("paligemma");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options),
                Requirements.graph(VISION, options),
                Placeholder::read,
                ImageLength::of);
    }

    @Override
    protected TokenTypes tokenTypes() {
        return TYPES;
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return PaliGemmaArchitecture.load(files, language, options, loading);
    }
}
