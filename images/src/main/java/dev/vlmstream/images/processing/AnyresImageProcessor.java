package dev.vlmstream.images.processing;

import dev.vlmstream.images.ImageLimits;
import dev.vlmstream.images.PictureRoom;
import dev.vlmstream.images.pixels.Extent;
import dev.vlmstream.images.pixels.Resample;
import dev.vlmstream.images.pixels.Resizer;
import dev.vlmstream.images.pixels.RgbImage;
import java.util.ArrayList;
import java.util.List;

/**
 * LLaVA-NeXT's preprocessing (transformers' {@code LlavaNextImageProcessor}): the whole picture squeezed into a square,
 * then the tiles of the picture fitted into the best of some canvases, row by row.
 */
public final class AnyresImageProcessor implements ImageProcessor {
    private final FixedImageProcessor tile;
    private final Pinpoints pinpoints;
    private final Extent overview;
    private final int step;
    private final Resample filter;
    private final ImageLimits limits;

    private AnyresImageProcessor(
            FixedImageProcessor tile, Pinpoints pinpoints, Extent overview, Resample filter, ImageLimits limits) {
        this.tile = tile;
        this.pinpoints = pinpoints;
        this.overview = overview;
        this.step = tile.height();
        this.filter = filter;
        this.limits = limits;
    }

    static AnyresImageProcessor read(ConfigNode root, String type, ImageLimits limits) {
        Pipeline pipeline = HuggingFacePipelines.readTile(root, type);
        if (pipeline.height() != pipeline.width()) {
            throw root.refused("crop_size", "tiles must be square");
        }
        Extent overview = Extent.square(side(pipeline.resize(), pipeline.height()));
        Pinpoints pinpoints = Pinpoints.read(root, pipeline.height());
        return new AnyresImageProcessor(
                new FixedImageProcessor(pipeline, limits), pinpoints, overview, pipeline.filter(), limits);
    }

    private static int side(ResizeRule rule, int tile) {
        if (rule instanceof ResizeRule.ShortestEdge shortest) {
            return shortest.edge();
        }
        return rule instanceof ResizeRule.Squash squash ? Math.min(squash.height(), squash.width()) : tile;
    }

    /** What is done to each tile. */
    public FixedImageProcessor tile() {
        return tile;
    }

    @Override
    public VisionInput input(byte[] encoded, String name) {
        return PictureRoom.decode(
                encoded, name, limits, this::workingBytes, image -> cut(image).input(tile, name));
    }

    @Override
    public List<RgbImage> views(byte[] encoded, String name) {
        return PictureRoom.decode(
                encoded, name, limits, this::workingBytes, image -> cut(image).views(tile, name));
    }

    @Override
    public double workingBytes(int width, int height) {
        Extent canvas = pinpoints.best(width, height);
        double pixels = (double) canvas.width() * canvas.height();
        // fitted, laid out and cut, each time as RGB, and as numbers in the end
        return Resizer.bytes(width, height, overview)
                + Resizer.bytes(width, height, fit(width, height, canvas))
                + (3 + 3 + 3 * Float.BYTES) * (pixels + (double) step * step);
    }

    private Tiles cut(RgbImage image) {
        Extent canvas = pinpoints.best(image.width(), image.height());
        RgbImage laid = lay(image, canvas);
        List<RgbImage> pieces = new ArrayList<>();
        pieces.add(image.resized(overview, filter));
        for (int top = 0; top < canvas.height(); top += step) {
            for (int left = 0; left < canvas.width(); left += step) {
                pieces.add(laid.window(left, top, piece(laid, left, top)));
            }
        }
        return new Tiles(pieces, canvas.height() / step, canvas.width() / step);
    }

    /**
     * The picture as large as the canvas allows, with as much black on one side as on the other: where that is an odd
     * number of pixels, the reference leaves the canvas one short, and the last tiles are stretched over the gap.
     */
    private RgbImage lay(RgbImage image, Extent canvas) {
        Extent fitted = fit(image.width(), image.height(), canvas);
        int left = (canvas.width() - fitted.width()) / 2;
        int top = (canvas.height() - fitted.height()) / 2;
        Extent padded = new Extent(fitted.width() + 2 * left, fitted.height() + 2 * top);
        return image.resized(fitted, filter).window(-left, -top, padded);
    }

    private static Extent fit(int width, int height, Extent canvas) {
        double byWidth = (double) canvas.width() / width;
        double byHeight = (double) canvas.height() / height;
        if (byWidth < byHeight) {
            return new Extent(canvas.width(), Math.min((int) Math.ceil(height * byWidth), canvas.height()));
        }
        return new Extent(Math.min((int) Math.ceil(width * byHeight), canvas.width()), canvas.height());
    }

    private Extent piece(RgbImage laid, int left, int top) {
        return new Extent(Math.min(step, laid.width() - left), Math.min(step, laid.height() - top));
    }
}
