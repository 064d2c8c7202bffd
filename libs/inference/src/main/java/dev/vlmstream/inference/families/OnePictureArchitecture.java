package dev.vlmstream.inference.families;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.PictureEncoder;
import dev.vlmstream.inference.language.PictureEncoder.OnePicture;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import org.jspecify.annotations.Nullable;

/** One picture of a fixed size, as many image tokens for each; subclasses say what is around a question. */
abstract class OnePictureArchitecture implements OnePicture {

    private final BundleDirectory bundle;
    private final ImageTokens image;
    private final PictureEncoder vision;
    private final LanguageParts language;

    /** Loads what is not the language's. */
    OnePictureArchitecture(
            BundleDirectory bundle,
            LanguageParts language,
            RuntimeOptions options,
            Loading loading,
            ImageTokens image) {
        this.bundle = bundle;
        this.image = image;
        this.vision = PictureEncoder.load(
                bundle,
                language,
                options,
                loading,
                each -> EncodedRows.requireEach(
                        each,
                        image.count(),
                        bundle,
                        "the bundle's configuration says " + image.count() + " image tokens"));
        this.language = language;
    }

    final BundleDirectory bundle() {
        return bundle;
    }

    final ImageTokens image() {
        return image;
    }

    @Override
    public final PictureEncoder vision() {
        return vision;
    }

    @Override
    public final int imageToken() {
        return image.placeholder().id();
    }

    @Override
    public final int[] inputIds(String prompt, @Nullable ImageLayout layout) {
        return image.placeholder().expand(language.encode(prompt), layout == null ? 0 : image.count());
    }

    /**
     * How an image stands in a prompt.
     *
     * @param count how many image tokens an image takes
     */
    record ImageTokens(Placeholder placeholder, int count) {

        /** @throws dev.vlmstream.inference.bundle.BundleException if id or count cannot be told */
        static ImageTokens read(BundleDirectory bundle) {
            return new ImageTokens(Placeholder.read(bundle), count(bundle));
        }

        private static int count(BundleDirectory bundle) {
            JsonNode processor = bundle.json(Placeholder.PROCESSOR).orElse(MissingNode.getInstance());
            return bundle.optionalCount("image_seq_length", Placeholder.MOST_FEATURES)
                    .orElseGet(() -> patches(bundle, processor));
        }

        /** As transformers' LlavaProcessor counts: patches, plus the class token, less it if the strategy drops it. */
        private static int patches(BundleDirectory bundle, JsonNode processor) {
            long side = Placeholder.patches(bundle);
            int additional = processor.path("num_additional_image_tokens").asInt(1);
            boolean dropsClass = !"full"
                    .equals(bundle.config()
                            .path("vision_feature_select_strategy")
                            .asText("default"));
            return Placeholder.requireCount(bundle, side * side + additional - (dropsClass ? 1 : 0));
        }
    }
}
