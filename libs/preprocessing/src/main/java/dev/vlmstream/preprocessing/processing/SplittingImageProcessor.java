package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.Resample;
import dev.vlmstream.preprocessing.pixels.Resizer;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Idefics3's and SmolVLM's preprocessing (transformers' {@code Idefics3ImageProcessor} on an RGB picture): resized to a
 * longest edge, then to multiples of a tile, cut row by row, and the whole picture squeezed into one more tile at the end.
 * A picture of one tile is not cut, and comes once.
 */
public final class SplittingImageProcessor extends TiledImageProcessor {
    private static final int DEFAULT_LONGEST = 4 * 364;
    /** No side is made longer than this, whatever the configuration says. */
    private static final int LONGEST = 4096;

    private final FirstResize first;
    private final boolean split;

    /** From a picture's size to the size that the split starts from. */
    private interface FirstResize {
        Extent of(int width, int height);
    }

    private SplittingImageProcessor(Pipeline tile, FirstResize first, boolean split, ImageLimits limits) {
        super(tile, limits);
        this.first = first;
        this.split = split;
    }

    static SplittingImageProcessor read(ConfigNode root, String type, ImageLimits limits) {
        HuggingFaceDefaults defaults = HuggingFaceDefaults.of(root, type);
        Resample filter = HuggingFacePipelines.filter(root, defaults.filter());
        int side = root.has("max_image_size") ? root.child("max_image_size").side("longest_edge") : defaults.size();
        PixelNormalisation values = HuggingFacePipelines.values(root, type, defaults);
        Pipeline pipeline = new Pipeline(null, new ResizeRule.Squash(side, side), filter, null, values);
        return new SplittingImageProcessor(pipeline, first(root), root.flag("do_image_splitting", true), limits);
    }

    private static FirstResize first(ConfigNode root) {
        if (!root.flag("do_resize", true)) {
            return Extent::new;
        }
        if (!root.has("size")) {
            return (width, height) -> longestEdge(width, height, DEFAULT_LONGEST);
        }
        ConfigNode size = root.child("size");
        if (size.has("longest_edge")) {
            int edge = size.side("longest_edge");
            return (width, height) -> longestEdge(width, height, edge);
        }
        Extent fixed = new Extent(size.side("width"), size.side("height"));
        return (width, height) -> fixed;
    }

    @Override
    public double workingBytes(int width, int height) {
        Extent resized = first.of(width, height);
        Extent whole = multiples(resized.width(), resized.height(), tile().width());
        double pixels = (double) whole.width() * whole.height();
        // whole and cut, each time as RGB, and as numbers in the end
        return Resizer.bytes(width, height, resized)
                + Resizer.bytes(resized.width(), resized.height(), whole)
                + (3 + 3 * Float.BYTES) * (pixels + (double) tile().width() * tile().width());
    }

    @Override
    Tiles cut(RgbImage image) {
        RgbImage resized = image.resized(first.of(image.width(), image.height()), tile().filter());
        int side = tile().width();
        if (!split) {
            return new Tiles(List.of(resized.resized(Extent.square(side), tile().filter())), 1, 1);
        }
        RgbImage whole = resized.resized(multiples(resized.width(), resized.height(), side), tile().filter());
        Extent grid = new Extent(whole.width() / side, whole.height() / side);
        List<RgbImage> pieces = new ArrayList<>();
        if (grid.width() * grid.height() > 1) {
            pieces.addAll(Tiles.grid(whole, grid, Extent.square(side)));
        }
        // The reference's split passes no filter on, so this resize is Lanczos whatever the configuration says.
        pieces.add(whole.resized(Extent.square(side), Resample.LANCZOS));
        return new Tiles(pieces, grid.height(), grid.width());
    }

    /**
     * The first of the two resizes that come before the split, by the arithmetic of transformers' {@code Idefics3ImageProcessor}:
     * the longer side becomes {@code edge}, up or down; the other keeps the ratio, and is made even.
     */
    private static Extent longestEdge(int width, int height, int edge) {
        double ratio = (double) width / height;
        Extent scaled = width >= height
                ? new Extent(edge, Math.max(even((int) (edge / ratio)), 1))
                : new Extent(Math.max(even((int) (edge * ratio)), 1), edge);
        return bounded(scaled);
    }

    private static int even(int side) {
        return side + side % 2;
    }

    private static Extent bounded(Extent size) {
        double ratio = (double) size.width() / size.height();
        if (Math.max(size.width(), size.height()) <= LONGEST) {
            return size;
        }
        return size.width() >= size.height()
                ? new Extent(LONGEST, Math.max((int) (LONGEST / ratio), 1))
                : new Extent(Math.max((int) (LONGEST * ratio), 1), LONGEST);
    }

    /** The second: both sides become multiples of {@code side}, the longer one first, then the other by the ratio, each rounded up. */
    private static Extent multiples(int width, int height, int side) {
        double ratio = (double) width / height;
        if (width >= height) {
            int longer = up(width, side);
            return new Extent(longer, up((int) (longer / ratio), side));
        }
        int longer = up(height, side);
        return new Extent(up((int) (longer * ratio), side), longer);
    }

    private static int up(int length, int side) {
        return Math.max((length + side - 1) / side, 1) * side;
    }
}
