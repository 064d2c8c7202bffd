package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.PictureRoom;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.util.List;

/** Preprocessing that cuts a picture into tiles, as many as its shape asks for, and treats each of them alike. */
public abstract sealed class TiledImageProcessor implements ImageProcessor
        permits AnyresImageProcessor, CanvasImageProcessor, SplittingImageProcessor {
    private final FixedImageProcessor tile;
    private final ImageLimits limits;

    TiledImageProcessor(Pipeline tile, ImageLimits limits) {
        this(new FixedImageProcessor(tile, limits), limits);
    }

    TiledImageProcessor(FixedImageProcessor tile, ImageLimits limits) {
        this.tile = tile;
        this.limits = limits;
    }

    /** The tiles of a decoded picture, before what is done to each. */
    abstract Tiles cut(RgbImage image);

    /** What is done to each tile. */
    public final FixedImageProcessor tile() {
        return tile;
    }

    final ImageLimits limits() {
        return limits;
    }

    @Override
    public final VisionInput input(byte[] encoded, String name) {
        return PictureRoom.decode(
                encoded, name, limits, this::workingBytes, image -> cut(image).input(tile, name));
    }

    @Override
    public final List<RgbImage> views(byte[] encoded, String name) {
        return PictureRoom.decode(
                encoded, name, limits, this::workingBytes, image -> cut(image).views(tile, name));
    }
}
