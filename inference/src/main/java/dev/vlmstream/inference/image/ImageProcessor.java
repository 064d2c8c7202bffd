package dev.vlmstream.inference.image;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A model's image preprocessing, read from its configuration file: decode, pad, resize, crop, rescale, normalise, each
 * as the reference does it to the last bit. Immutable; any number of threads may use one.
 */
public final class ImageProcessor {
    private static final int CHANNELS = 3;

    private final Pipeline pipeline;
    private final ImageLimits limits;

    ImageProcessor(Pipeline pipeline, ImageLimits limits) {
        this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** As {@link #load(Path, ImageLimits)} with {@link ImageLimits#DEFAULT}. */
    public static ImageProcessor load(Path configFile) {
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
    public static ImageProcessor load(Path configFile, ImageLimits limits) {
        return new ImageProcessor(PipelineReader.read(configFile), limits);
    }

    /**
     * What the model sees: the RGB bytes after pad, resize and crop.
     *
     * @param name what errors call the image
     * @throws ImageException if the image cannot be used
     */
    public RgbImage view(byte[] encoded, String name) {
        RgbImage image = decode(encoded, name);
        int width = width();
        byte[] out = new byte[CHANNELS * width * height()];
        process(image, name, (y, planar) -> interleave(planar, out, y * width * CHANNELS));
        return new RgbImage(width, height(), out, image.sourceMode(), image.sourceWidth(), image.sourceHeight());
    }

    /**
     * The model's input: {@code channels * height * width} values, plane by plane.
     *
     * @throws ImageException if the image cannot be used
     */
    public float[] pixelValues(byte[] encoded, String name) {
        float[] out = new float[CHANNELS * height() * width()];
        pixelValues(encoded, name, FloatBuffer.wrap(out));
        return out;
    }

    /**
     * Writes {@link #pixelValues(byte[], String)} at the buffer's position and moves it past them; on an
     * {@link ImageException} the position stays where it was.
     */
    public void pixelValues(byte[] encoded, String name, FloatBuffer into) {
        int plane = height() * width();
        int start = into.position();
        if (into.remaining() < CHANNELS * plane) {
            throw new IllegalArgumentException(
                    "the buffer has room for " + into.remaining() + " values, not for " + CHANNELS * plane);
        }
        float[] row = new float[CHANNELS * width()];
        process(decode(encoded, name), name, (y, planar) -> {
            pipeline.normalisation().apply(planar, row);
            for (int c = 0; c < CHANNELS; c++) {
                into.put(start + c * plane + y * width(), row, c * width(), width());
            }
        });
        into.position(start + CHANNELS * plane);
    }

    /** Channels of the output: 3. */
    public int channels() {
        return CHANNELS;
    }

    /** Rows of the output. */
    public int height() {
        return pipeline.height();
    }

    /** Columns of the output. */
    public int width() {
        return pipeline.width();
    }

    private RgbImage decode(byte[] encoded, String name) {
        RgbImage image = ImageDecoder.decode(encoded, name, limits);
        return pipeline.padding() == null ? image : pipeline.padding().pad(image, name, limits);
    }

    private void process(RgbImage image, String name, Resizer.RowSink sink) {
        Geometry geometry = pipeline.geometry(image.width(), image.height());
        if (Math.max(geometry.resizedWidth(), geometry.resizedHeight()) == Integer.MAX_VALUE) {
            throw new ImageException(name, "too thin to resize: " + image.width() + " x " + image.height());
        }
        Resizer.resize(image.rgb(), image.width(), image.height(), geometry, pipeline.filter(), sink);
    }

    private static void interleave(int[] planar, byte[] out, int at) {
        int n = planar.length / CHANNELS;
        for (int x = 0; x < n; x++) {
            out[at + 3 * x] = (byte) planar[x];
            out[at + 3 * x + 1] = (byte) planar[n + x];
            out[at + 3 * x + 2] = (byte) planar[2 * n + x];
        }
    }
}
