package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.PictureRoom;
import dev.vlmstream.preprocessing.pixels.Geometry;
import dev.vlmstream.preprocessing.pixels.Resample;
import dev.vlmstream.preprocessing.pixels.Resizer;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Preprocessing that makes one picture of a fixed size of any: decode, pad, resize, crop, rescale, normalise. */
public final class FixedImageProcessor implements ImageProcessor {
    private static final int CHANNELS = 3;

    private final Pipeline pipeline;
    private final ImageLimits limits;

    FixedImageProcessor(Pipeline pipeline, ImageLimits limits) {
        this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    @Override
    public List<RgbImage> views(byte[] encoded, String name) {
        return decode(encoded, name, image -> List.of(view(image, name)));
    }

    /** What is left of a decoded picture. */
    RgbImage view(RgbImage image, String name) {
        int width = width();
        byte[] out = new byte[CHANNELS * width * height()];
        process(image, name, (y, planar) -> RgbImage.interleave(planar, out, y * width * CHANNELS));
        return new RgbImage(width, height(), out, image.sourceMode(), image.sourceWidth(), image.sourceHeight());
    }

    @Override
    public VisionInput input(byte[] encoded, String name) {
        return decode(encoded, name, image -> input(image, name));
    }

    private VisionInput input(RgbImage image, String name) {
        float[] out = new float[CHANNELS * height() * width()];
        write(image, name, FloatBuffer.wrap(out));
        ImageLayout layout = new ImageLayout(image.sourceHeight(), image.sourceWidth(), 1, 1);
        return new VisionInput(out, new int[] {CHANNELS, height(), width()}, layout);
    }

    @Override
    public double workingBytes(int width, int height) {
        int side = Math.max(width, height);
        boolean padded = pipeline.padding() != null && width != height;
        Geometry geometry = padded ? pipeline.geometry(side, side) : pipeline.geometry(width, height);
        return (padded ? 3.0 * side * side : 0)
                + Resizer.bytes(padded ? side : width, padded ? side : height, geometry)
                + (double) CHANNELS * Float.BYTES * width() * height();
    }

    /** A decoded picture's values, from the buffer's first on. */
    void write(RgbImage image, String name, FloatBuffer into) {
        int plane = height() * width();
        float[] row = new float[CHANNELS * width()];
        process(image, name, (y, planar) -> {
            pipeline.normalisation().apply(planar, row);
            for (int c = 0; c < CHANNELS; c++) {
                into.put(c * plane + y * width(), row, c * width(), width());
            }
        });
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

    Resample filter() {
        return pipeline.filter();
    }

    private <T> T decode(byte[] encoded, String name, Function<RgbImage, T> then) {
        return PictureRoom.decode(encoded, name, limits, this::workingBytes, image -> then.apply(padded(image, name)));
    }

    private RgbImage padded(RgbImage image, String name) {
        return pipeline.padding() == null ? image : pipeline.padding().pad(image, name, limits);
    }

    private void process(RgbImage image, String name, Resizer.RowSink sink) {
        Geometry geometry = pipeline.geometry(image.width(), image.height());
        if (Math.max(geometry.resizedWidth(), geometry.resizedHeight()) == Integer.MAX_VALUE) {
            throw new ImageException(name, "too thin to resize: " + image.width() + " x " + image.height());
        }
        Resizer.resize(image.rgb(), image.width(), image.height(), geometry, pipeline.filter(), sink);
    }
}
