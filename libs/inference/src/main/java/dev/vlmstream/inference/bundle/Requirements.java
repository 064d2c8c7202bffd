package dev.vlmstream.inference.bundle;

import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.util.function.Consumer;

/** Requirements that several families share. */
public final class Requirements {

    public static final String PREPROCESSOR = "preprocessor_config.json";

    private Requirements() {}

    /** There is an ONNX file of that stem and dtype. */
    public static Consumer<BundleDirectory> graph(String stem, RuntimeOptions options) {
        return bundle -> new GraphFiles(bundle).require(stem, options);
    }

    /** There is a file of that name that holds a JSON object. */
    public static Consumer<BundleDirectory> json(String file) {
        return bundle -> bundle.checkJson(file);
    }

    /** The image processor's settings are there and are ones that can be done exactly. */
    public static Consumer<BundleDirectory> imageProcessor(RuntimeOptions options) {
        return bundle -> imageProcessor(bundle, options);
    }

    /**
     * The image processor of a family whose encoder takes one picture of a fixed size.
     *
     * @throws BundleException if preprocessor_config.json is another's
     */
    public static FixedImageProcessor fixedImageProcessor(BundleDirectory bundle, RuntimeOptions options) {
        return imageProcessor(bundle, options, FixedImageProcessor.class, "one picture of a fixed size");
    }

    /**
     * The image processor of a family whose encoder takes pictures in one way only.
     *
     * @param takes that way, in words
     * @throws BundleException if preprocessor_config.json is another's
     */
    public static <P extends ImageProcessor> P imageProcessor(
            BundleDirectory bundle, RuntimeOptions options, Class<P> kind, String takes) {
        ImageProcessor processor = imageProcessor(bundle, options);
        if (kind.isInstance(processor)) {
            return kind.cast(processor);
        }
        throw new BundleException(bundle.path().resolve(PREPROCESSOR) + " is one of the kind "
                + processor.getClass().getSimpleName() + ", but model_type " + bundle.modelType() + " takes " + takes
                + "; one of the two files is another model's");
    }

    /** @throws BundleException if preprocessor_config.json is missing or asks for what is not supported */
    public static ImageProcessor imageProcessor(BundleDirectory bundle, RuntimeOptions options) {
        try {
            return ImageProcessor.load(bundle.file(PREPROCESSOR), options.limits());
        } catch (ImageException | IllegalArgumentException e) {
            throw new BundleException(bundle.path().resolve(PREPROCESSOR) + " is not usable: " + e.getMessage(), e);
        }
    }
}
