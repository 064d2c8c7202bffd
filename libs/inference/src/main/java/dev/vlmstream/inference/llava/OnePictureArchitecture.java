package dev.vlmstream.inference.llava;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.PictureEncoder;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One picture of a fixed size, as many image tokens for each; subclasses say what is around a question. */
public abstract class OnePictureArchitecture implements Architecture {

    private final BundleDirectory bundle;
    private final ImageTokens image;
    private final PictureEncoder vision;
    private final LanguageParts language;

    /** Loads what is not the language's. */
    protected OnePictureArchitecture(
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

    protected final BundleDirectory bundle() {
        return bundle;
    }

    protected final ImageTokens image() {
        return image;
    }

    @Override
    public final ImageProcessor imageProcessor() {
        return vision.processor();
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
        return vision.encode(images);
    }

    @Override
    public void close() {
        vision.close();
    }
}
