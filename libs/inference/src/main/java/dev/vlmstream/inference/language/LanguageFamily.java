package dev.vlmstream.inference.language;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.chat.ChatTemplate;
import dev.vlmstream.inference.chat.ChatTemplates;
import dev.vlmstream.inference.decoding.AttentionBlock.TokenTypes;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A family whose bundles are a {@code vision_encoder} before the {@link LanguageParts} that all share. */
public abstract class LanguageFamily implements ModelFamily {

    public static final String VISION = "vision_encoder";

    /** Between the encoder and the language model of BLIP-2. */
    public static final String QFORMER = "qformer";

    /** Of models whose decoder attends to what an encoder made of the prompt. */
    public static final String ENCODER = "encoder_model";

    private static final Set<String> GRAPHS =
            Set.of(VISION, QFORMER, ENCODER, LanguageParts.EMBED, LanguageParts.DECODER);

    private final List<String> modelTypes;

    protected LanguageFamily(String... modelTypes) {
        this.modelTypes = List.of(modelTypes);
    }

    /** What a bundle must have besides the language parts, as {@link ModelFamily#requirements}. */
    protected abstract List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options);

    /** Loads what is not the language's; closed by {@code loading} if loading fails later. */
    protected abstract Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading);

    /** How a decoder is told which tokens attend to one another in both directions; null of families in which none do. */
    protected @Nullable TokenTypes tokenTypes() {
        return null;
    }

    @Override
    public final ModelKind kind() {
        return ModelKind.VISION_LANGUAGE;
    }

    @Override
    public final String supported() {
        return String.join(", ", modelTypes);
    }

    @Override
    public final boolean reads(BundleDirectory bundle) {
        return modelTypes.contains(bundle.modelType());
    }

    /** Exports have others beside them, such as decoders without a cache. */
    @Override
    public final Set<String> graphs(Set<String> present) {
        Set<String> read = new HashSet<>(present);
        read.retainAll(GRAPHS);
        return read;
    }

    @Override
    public final List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        List<Consumer<BundleDirectory>> all = new ArrayList<>(LanguageParts.requirements(options));
        all.add(files -> ChatTemplates.find(files).ifPresent(ChatTemplate::requireBounded));
        all.addAll(visionRequirements(options));
        return all;
    }

    @Override
    public final Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        try (Loading loading = new Loading()) {
            LanguageParts language = LanguageParts.load(files, options, loading, tokenTypes());
            Architecture architecture = load(files, language, options, loading);
            return loading.complete(new LanguageModel(bundle, architecture, language));
        }
    }
}
