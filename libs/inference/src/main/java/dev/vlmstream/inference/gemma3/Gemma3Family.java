package dev.vlmstream.inference.gemma3;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.attention.TokenTypes;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} gemma3. */
public final class Gemma3Family extends LanguageFamily {

    /** Transformers' processor: an image's tokens are of type 1, all others of type 0. */
    private static final TokenTypes TYPES = new TokenTypes(0, 1);

    public Gemma3Family() {
        super("gemma3");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(Requirements.imageProcessor(options), Requirements.graph(VISION, options), ImageTokenIds::read);
    }

    @Override
    protected TokenTypes tokenTypes() {
        return TYPES;
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return Gemma3Architecture.load(files, language, options, loading);
    }
}
