package dev.vlmstream.inference.llava;

import dev.vlmstream.images.processing.FixedImageProcessor;
import dev.vlmstream.images.processing.ImageLayout;
import dev.vlmstream.images.processing.ImageProcessor;
import dev.vlmstream.images.processing.VisionInput;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One picture of a fixed size, as many image tokens for each; subclasses say what is around a question. */
public abstract class OnePictureArchitecture implements Architecture {

    /** The vision encoder's output, which its projector gives. */
    static final String FEATURES = "image_features";

    private final BundleDirectory bundle;
    private final ImageProcessor processor;
    private final ImageTokens image;
    private final PixelGraph vision;
    private final LanguageParts language;

    /** Loads what is not the language's. */
    protected OnePictureArchitecture(
            BundleDirectory bundle,
            LanguageParts language,
            RuntimeOptions options,
            Loading loading,
            ImageTokens image) {
        FixedImageProcessor fixed = Requirements.fixedImageProcessor(bundle, options);
        this.bundle = bundle;
        this.processor = fixed;
        this.image = image;
        this.vision =
                new PixelGraph(LanguageParts.graph(bundle, LanguageFamily.VISION, options, loading), fixed, FEATURES);
        this.language = language;
    }

    protected final BundleDirectory bundle() {
        return bundle;
    }

    protected final ImageTokens image() {
        return image;
    }

    @Override
    public final ImageProcessor imageProcessor() {
        return processor;
    }

    @Override
    public final int imageToken() {
        return image.placeholder().id();
    }

    @Override
    public final int[] inputIds(String prompt, @Nullable ImageLayout layout) {
        return image.placeholder().expand(language.encode(prompt), layout == null ? 0 : image.count());
    }

    @Override
    public final List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
        List<float[]> pixels = images.stream().map(VisionInput::pixelValues).toList();
        try (EncodedRows rows = new EncodedRows(language, vision.tensors(pixels), language.width())) {
            EncodedRows.requireEach(
                    rows.count() / images.size(),
                    image.count(),
                    bundle,
                    "the bundle's configuration says " + image.count() + " image tokens");
            return rows.split(images.size());
        }
    }

    @Override
    public void close() {
        vision.close();
    }
}
