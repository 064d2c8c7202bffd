package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.Resizer;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.util.ArrayList;
import java.util.List;

/**
 * InternVL's preprocessing (transformers' {@code GotOcr2ImageProcessor}): the picture is stretched over the grid of tiles
 * whose shape is closest to its own, cut row by row, and followed by the whole picture squeezed into one more tile. A picture
 * of one tile is not cut, and comes once. The file's filter is used throughout; the slow processor of transformers 4 cuts
 * bicubic whatever the file says, which is what InternVL's files say.
 */
public final class CanvasImageProcessor extends TiledImageProcessor {
    private static final int DEFAULT_MOST = 12;
    /** Models take a dozen tiles, or forty. */
    private static final int MOST_TILES = 1024;

    private final TileCounts counts;
    private final boolean crops;

    /** How many tiles a grid may have. */
    private record TileCounts(int least, int most) {}

    private CanvasImageProcessor(FixedImageProcessor tile, TileCounts counts, boolean crops, ImageLimits limits) {
        super(tile, limits);
        this.counts = counts;
        this.crops = crops;
    }

    static CanvasImageProcessor read(ConfigNode root, String type, ImageLimits limits) {
        Pipeline pipeline = HuggingFacePipelines.readTile(root, type);
        int least = count(root, "min_patches", 1);
        int most = count(root, "max_patches", DEFAULT_MOST);
        if (most < least) {
            throw root.refused("max_patches", most + " tiles at most, but " + least + " at least");
        }
        return new CanvasImageProcessor(
                new FixedImageProcessor(pipeline, limits),
                new TileCounts(least, most),
                root.flag("crop_to_patches", false),
                limits);
    }

    private static int count(ConfigNode root, String key, int fallback) {
        double count = root.number(key, fallback);
        if (count < 1 || count > MOST_TILES || count != Math.rint(count)) {
            throw root.wrong(key, "must be a whole number of tiles, 1 to " + MOST_TILES);
        }
        return (int) count;
    }

    /** The same, but that pictures are cut whatever the file says: some models' own processors ask for it. */
    public CanvasImageProcessor cropping() {
        return new CanvasImageProcessor(tile(), counts, true, limits());
    }

    @Override
    public double workingBytes(int width, int height) {
        Extent grid = grid(width, height);
        double tilePixels = (double) tile().width() * tile().height();
        double pixels = tilePixels * grid.width() * grid.height();
        // whole and cut, each time as RGB, and as numbers in the end
        return Resizer.bytes(width, height, canvas(grid))
                + Resizer.bytes(width, height, new Extent(tile().width(), tile().height()))
                + (3 + 3 * Float.BYTES) * (pixels + tilePixels);
    }

    @Override
    Tiles cut(RgbImage image) {
        Extent grid = grid(image.width(), image.height());
        List<RgbImage> pieces = new ArrayList<>();
        if (grid.width() * grid.height() > 1) {
            RgbImage whole = image.resized(canvas(grid), tile().filter());
            pieces.addAll(Tiles.grid(whole, grid, new Extent(tile().width(), tile().height())));
        }
        pieces.add(image);
        return new Tiles(pieces, grid.height(), grid.width());
    }

    /** In pixels. */
    private Extent canvas(Extent grid) {
        return new Extent(grid.width() * tile().width(), grid.height() * tile().height());
    }

    /**
     * Columns and rows of the grid whose ratio is closest to the picture's; of those as close the larger, as long as the
     * picture has more than half the pixels of its tiles. Transformers' {@code get_optimal_tiled_canvas}.
     */
    private Extent grid(int width, int height) {
        Extent best = Extent.square(1);
        if (!crops) {
            return best;
        }
        double ratio = (double) width / height;
        double halfTile = 0.5 * tile().height() * tile().width();
        double closest = Double.POSITIVE_INFINITY;
        for (int count = counts.least(); count <= counts.most(); count++) {
            for (int columns = 1; columns <= count; columns++) {
                if (count % columns != 0) {
                    continue;
                }
                double distance = Math.abs(ratio - (double) columns / (count / columns));
                boolean larger = distance == closest && (double) width * height > halfTile * count;
                if (distance < closest || larger) {
                    closest = distance;
                    best = new Extent(columns, count / columns);
                }
            }
        }
        return best;
    }
}
