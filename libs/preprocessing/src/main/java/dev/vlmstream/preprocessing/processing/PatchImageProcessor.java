package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.PictureRoom;
import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.Geometry;
import dev.vlmstream.preprocessing.pixels.Resizer;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.util.List;
import java.util.Objects;

/**
 * Qwen2-VL's preprocessing: a picture keeps about its own resolution and becomes {@code [patches, values]}, patches of one
 * image token next to one another, values by channel, frame, row and column. The layout's grid is in patches.
 */
public final class PatchImageProcessor implements ImageProcessor {
    private static final int CHANNELS = 3;

    private final PatchPipeline pipeline;
    private final ImageLimits limits;

    PatchImageProcessor(PatchPipeline pipeline, ImageLimits limits) {
        this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** Patches along each side of what becomes one image token. */
    public int merge() {
        return pipeline.merge();
    }

    /** Values of one patch: 1176 for 3 channels, 2 frames, 14 x 14 pixels. */
    public int patchValues() {
        return CHANNELS * pipeline.frames() * pipeline.patch() * pipeline.patch();
    }

    @Override
    public VisionInput input(byte[] encoded, String name) {
        return PictureRoom.decode(encoded, name, limits, this::workingBytes, image -> input(image, name));
    }

    private VisionInput input(RgbImage image, String name) {
        Extent resized = pipeline.resize().of(image.width(), image.height(), name);
        int rows = resized.height() / pipeline.patch();
        int columns = resized.width() / pipeline.patch();
        float[] out = new float[Math.multiplyExact(rows * columns, patchValues())];
        float[] row = new float[CHANNELS * resized.width()];
        Geometry geometry = Geometry.whole(resized);
        Resizer.resize(image.rgb(), image.width(), image.height(), geometry, pipeline.filter(), (y, planar) -> {
            pipeline.normalisation().apply(planar, row);
            scatter(row, y, columns, out);
        });
        ImageLayout layout = new ImageLayout(image.sourceHeight(), image.sourceWidth(), rows, columns);
        return new VisionInput(out, new int[] {rows * columns, patchValues()}, layout);
    }

    /** Puts one row of pixels into all the patches that it crosses. */
    private void scatter(float[] row, int y, int columns, float[] out) {
        int side = pipeline.patch();
        for (int column = 0; column < columns; column++) {
            int patch = place(y / side, column, columns) * patchValues();
            for (int c = 0; c < CHANNELS; c++) {
                int from = c * columns * side + column * side;
                for (int frame = 0; frame < pipeline.frames(); frame++) {
                    int to = ((c * pipeline.frames() + frame) * side + y % side) * side;
                    System.arraycopy(row, from, out, patch + to, side);
                }
            }
        }
    }

    /** The patch's number: those of one image token follow one another. */
    private int place(int row, int column, int columns) {
        int merge = pipeline.merge();
        int token = row / merge * (columns / merge) + column / merge;
        return (token * merge + row % merge) * merge + column % merge;
    }

    @Override
    public List<RgbImage> views(byte[] encoded, String name) {
        return PictureRoom.decode(encoded, name, limits, this::workingBytes, image -> {
            Extent resized = pipeline.resize().of(image.width(), image.height(), name);
            return List.of(image.resized(resized, pipeline.filter()));
        });
    }

    @Override
    public double workingBytes(int width, int height) {
        if (pipeline.resize().isTooThin(width, height)) {
            return 0; // refused, by name, once it is decoded
        }
        Extent resized = pipeline.resize().of(width, height, "picture");
        double pixels = (double) resized.width() * resized.height();
        return Resizer.bytes(width, height, Geometry.whole(resized))
                + CHANNELS * Float.BYTES * pipeline.frames() * pixels;
    }
}
