package dev.vlmstream.inference.language;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A {@code vision_encoder} that takes pictures of one size, {@code pixel_values} {@code [pictures, 3, height, width]}, and gives
 * as many {@code image_features} for each.
 */
public final class PictureEncoder implements AutoCloseable {

    /** The vision encoder's output, which its projector gives. */
    public static final String FEATURES = "image_features";

    private final FixedImageProcessor processor;
    private final PixelGraph graph;
    private final LanguageParts language;
    private final LongConsumer each;

    private PictureEncoder(FixedImageProcessor processor, PixelGraph graph, LanguageParts language, LongConsumer each) {
        this.processor = processor;
        this.graph = graph;
        this.language = language;
        this.each = each;
    }

    /**
     * Loads it.
     *
     * @param count image tokens of a picture
     * @throws BundleException if graph and image processor do not go together
     */
    public static PictureEncoder load(
            BundleDirectory files, LanguageParts language, int count, RuntimeOptions options, Loading loading) {
        Path file = new GraphFiles(files).require(LanguageFamily.VISION, options);
        return load(files, language, options, loading, each -> {
            if (each != count) {
                throw new BundleException(file + " gives " + each + " features of " + language.width()
                        + " values for a picture, but the bundle's configuration says " + count
                        + " image tokens; one of the files is another model's");
            }
        });
    }

    /**
     * Loads it.
     *
     * @param each refuses a number of features that a picture cannot have
     * @throws BundleException if graph and image processor do not go together
     */
    public static PictureEncoder load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading, LongConsumer each) {
        FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
        PixelGraph graph = new PixelGraph(
                LanguageParts.graph(files, LanguageFamily.VISION, options, loading), processor, FEATURES);
        return new PictureEncoder(processor, graph, language, each);
    }

    public FixedImageProcessor processor() {
        return processor;
    }

    /** As {@link Architecture#encode}. */
    public List<Tensor> encode(List<VisionInput> images) {
        List<float[]> pixels = images.stream().map(VisionInput::pixelValues).toList();
        try (EncodedRows rows = new EncodedRows(language, graph.tensors(pixels), language.width())) {
            each.accept(rows.count() / images.size());
            return rows.split(images.size());
        }
    }

    @Override
    public void close() {
        graph.close();
    }

    /** Of a family that looks at one picture of a fixed size. */
    public interface OnePicture extends Architecture {
        PictureEncoder vision();

        @Override
        default ImageProcessor imageProcessor() {
            return vision().processor();
        }

        @Override
        default List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
            return vision().encode(images);
        }

        @Override
        default void close() {
            vision().close();
        }
    }
}
