package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.Resample;
import dev.vlmstream.preprocessing.pixels.Resizer;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.util.ArrayList;
import java.util.List;

/**
 * LLaVA-NeXT's and LLaVA-OneVision's preprocessing (transformers' {@code LlavaNextImageProcessor} and
 * {@code LlavaOnevisionImageProcessor}): the whole picture squeezed into a square, then the tiles of the picture fitted into
 * the best of some canvases, row by row.
 */
public final class AnyresImageProcessor extends TiledImageProcessor {
    /** The exporter's key: transformers' files of either behaviour have the same ones. */
    private static final String WHOLE_CANVAS = "pad_to_canvas";

    private final Pinpoints pinpoints;
    private final Extent overview;
    private final int step;
    private final Resample filter;
    private final boolean wholeCanvas;

    private AnyresImageProcessor(
            Pipeline tile, Pinpoints pinpoints, Extent overview, boolean wholeCanvas, ImageLimits limits) {
        super(tile, limits);
        this.pinpoints = pinpoints;
        this.overview = overview;
        this.step = tile.height();
        this.filter = tile.filter();
        this.wholeCanvas = wholeCanvas;
    }

    static AnyresImageProcessor read(ConfigNode root, String type, ImageLimits limits) {
        Pipeline pipeline = HuggingFacePipelines.readTile(root, type);
        if (pipeline.height() != pipeline.width()) {
            throw root.refused(pipeline.crop() == null ? "size" : "crop_size", "tiles must be square");
        }
        Extent overview = Extent.square(side(pipeline.resize(), pipeline.height()));
        Pinpoints pinpoints = Pinpoints.read(root, type, pipeline.height());
        return new AnyresImageProcessor(pipeline, pinpoints, overview, root.flag(WHOLE_CANVAS, false), limits);
    }

    private static int side(ResizeRule rule, int tile) {
        if (rule instanceof ResizeRule.ShortestEdge shortest) {
            return shortest.edge();
        }
        return rule instanceof ResizeRule.Squash squash ? Math.min(squash.height(), squash.width()) : tile;
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

    @Override
    Tiles cut(RgbImage image) {
        Extent canvas = pinpoints.best(image.width(), image.height());
        Extent grid = new Extent(canvas.width() / step, canvas.height() / step);
        List<RgbImage> pieces = new ArrayList<>();
        pieces.add(image.resized(overview, filter));
        pieces.addAll(Tiles.grid(lay(image, canvas), grid, Extent.square(step)));
        return new Tiles(pieces, grid.height(), grid.width());
    }

    /**
     * The picture as large as the canvas allows, with as much black on one side as on the other. Where that is an odd number
     * of pixels, transformers 4.51 leaves the canvas one short, and the last tiles are stretched over the gap; transformers 5
     * fills the canvas.
     */
    private RgbImage lay(RgbImage image, Extent canvas) {
        Extent fitted = fit(image.width(), image.height(), canvas);
        int left = (canvas.width() - fitted.width()) / 2;
        int top = (canvas.height() - fitted.height()) / 2;
        Extent padded = wholeCanvas ? canvas : new Extent(fitted.width() + 2 * left, fitted.height() + 2 * top);
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
}
