package dev.vlmstream.inference.image;

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
        return cut(ImageDecoder.decode(encoded, name, limits)).input(tile, name);
    }

    @Override
    public List<RgbImage> views(byte[] encoded, String name) {
        return cut(ImageDecoder.decode(encoded, name, limits)).views(tile, name);
    }

    private Tiles cut(RgbImage image) {
        Extent canvas = pinpoints.best(image);
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
        Extent fitted = fit(image, canvas);
        int left = (canvas.width() - fitted.width()) / 2;
        int top = (canvas.height() - fitted.height()) / 2;
        Extent padded = new Extent(fitted.width() + 2 * left, fitted.height() + 2 * top);
        return image.resized(fitted, filter).window(-left, -top, padded);
    }

    private static Extent fit(RgbImage image, Extent canvas) {
        double byWidth = (double) canvas.width() / image.width();
        double byHeight = (double) canvas.height() / image.height();
        if (byWidth < byHeight) {
            return new Extent(canvas.width(), Math.min((int) Math.ceil(image.height() * byWidth), canvas.height()));
        }
        return new Extent(Math.min((int) Math.ceil(image.width() * byHeight), canvas.width()), canvas.height());
    }

    private Extent piece(RgbImage laid, int left, int top) {
        return new Extent(Math.min(step, laid.width() - left), Math.min(step, laid.height() - top));
    }
}
