package dev.vlmstream.inference.families;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * LLaVA-OneVision (Li et al. 2024, arXiv 2408.03326): LLaVA over the whole picture and its tiles, whose features are
 * made fewer where there are too many. Single pictures; it reads videos, too, which are not read here.
 *
 * <p>{@code model_type} llava_onevision.
 */
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

    /** Keeps the patches of as many tiles as the model was trained with; the study asked no such model. */
    private static final class LlavaOnevisionArchitecture extends AnyresArchitecture {

        private static final String RATIO = "vision_aspect_ratio";
        private static final Pattern MOST = Pattern.compile("anyres_max_([1-9][0-9]{0,4})");

        LlavaOnevisionArchitecture(
                BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            super(files, language, options, loading, "LLaVA-OneVision", mostTiles(files));
        }

        /** @throws BundleException if config.json asks for another way of packing, or for more tokens than a model takes */
        static int mostTiles(BundleDirectory bundle) {
            String ratio = bundle.config().path(RATIO).asText("anyres_max_9");
            Matcher most = MOST.matcher(ratio);
            if (!most.matches()) {
                throw new BundleException(
                        bundle.path().resolve(BundleDirectory.CONFIG) + ": " + RATIO + " is \"" + ratio
                                + "\", must be \"anyres_max_\" and a number of tiles, as anyres_max_9; other ways are not"
                                + " supported");
            }
            int tiles = Integer.parseInt(most.group(1));
            int side = side(bundle);
            Placeholder.requireCount(bundle, (long) tiles * side * side);
            return tiles;
        }

        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            return Prompts.reasoning(Prompts.chat(bundle(), question, withImage), chainOfThought);
        }
    }
}
