package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.nio.file.Path;
import java.util.List;

/**
 * A model's image preprocessing, read from its configuration file: each step as the reference does it, to the last bit.
 * Immutable; any number of threads may use one.
 */
public sealed interface ImageProcessor permits FixedImageProcessor, TiledImageProcessor, PatchImageProcessor {

    /** As {@link #load(Path, ImageLimits)} with {@link ImageLimits#DEFAULT}. */
    static ImageProcessor load(Path configFile) {
        return load(configFile, ImageLimits.DEFAULT);
    }

    /**
     * Reads Hugging Face's {@code preprocessor_config.json}, open_clip's {@code open_clip_config.json} or timm's
     * {@code config.json}; they are told apart by what they contain. The first crops as Hugging Face does, the others
     * as torchvision.
     *
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if it asks for what is not supported; the message names the file and the key
     */
    static ImageProcessor load(Path configFile, ImageLimits limits) {
        return ProcessorReader.read(configFile, limits);
    }

    /**
     * The model's input.
     *
     * @param name what errors call the image
     * @throws ImageException if the image cannot be used
     */
    VisionInput input(byte[] encoded, String name);

    /**
     * What the model sees: the RGB bytes after pad, resize and crop, of every tile where there are several.
     *
     * @throws ImageException if the image cannot be used
     */
    List<RgbImage> views(byte[] encoded, String name);

    /** Bytes of heap that a picture of a size takes beside what decoding it takes. */
    double workingBytes(int width, int height);
}
