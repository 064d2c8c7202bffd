package dev.vlmstream.preprocessing.processing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.pixels.Extent;
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
    private final boolean wholeCanvas;

    private AnyresImageProcessor(
            Pipeline tile, Pinpoints pinpoints, Extent overview, boolean wholeCanvas, ImageLimits limits) {
        super(tile, limits);
        this.pinpoints = pinpoints;
        this.overview = overview;
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
                + (3 + 3 + 3 * Float.BYTES) * (pixels + (double) tile().height() * tile().height());
    }

    @Override
    Tiles cut(RgbImage image) {
        Extent canvas = pinpoints.best(image.width(), image.height());
        int step = tile().height();
        Extent grid = new Extent(canvas.width() / step, canvas.height() / step);
        List<RgbImage> pieces = new ArrayList<>();
        pieces.add(image.resized(overview, tile().filter()));
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
        return image.resized(fitted, tile().filter()).window(-left, -top, padded);
    }

    private static Extent fit(int width, int height, Extent canvas) {
        double byWidth = (double) canvas.width() / width;
        double byHeight = (double) canvas.height() / height;
        if (byWidth < byHeight) {
            return new Extent(canvas.width(), Math.min((int) Math.ceil(height * byWidth), canvas.height()));
        }
        return new Extent(Math.min((int) Math.ceil(width * byHeight), canvas.width()), canvas.height());
    }

    /** The canvases that a picture may be laid out on, in the order of the configuration. */
    private record Pinpoints(List<Extent> canvases) {
        private static final String KEY = "image_grid_pinpoints";
        private static final List<Extent> LLAVA_NEXT = List.of(
                new Extent(672, 336),
                new Extent(336, 672),
                new Extent(672, 672),
                new Extent(336, 1008),
                new Extent(1008, 336));
        /** LLaVA-OneVision's tiles, and how many of them a side may have. */
        private static final int TILE = 384;

        private static final int MOST_TILES = 6;

        /**
         * Reads {@code [[height, width], …]}.
         *
         * @param type of the processor, as {@link ProcessorReader} names it: a silent file means its canvases
         * @param step side of a tile, of which every side must be a multiple
         */
        static Pinpoints read(ConfigNode root, String type, int step) {
            if (!root.has(KEY)) {
                List<Extent> canvases = type.equals("LlavaOnevision") ? onevision() : LLAVA_NEXT;
                if (canvases.stream().anyMatch(canvas -> canvas.height() % step + canvas.width() % step != 0)) {
                    throw root.wrong(KEY, "must be a list of [height, width], each a multiple of the tiles' " + step);
                }
                return new Pinpoints(canvases);
            }
            List<Extent> canvases = new ArrayList<>();
            for (JsonNode pair : root.get(KEY)) {
                if (pair.size() != 2 || !multiple(pair.get(0), step) || !multiple(pair.get(1), step)) {
                    throw root.wrong(KEY, "must be a list of [height, width], each a multiple of the tiles' " + step);
                }
                canvases.add(new Extent(pair.get(1).intValue(), pair.get(0).intValue()));
            }
            if (canvases.isEmpty()) {
                throw root.wrong(KEY, "must be a list of [height, width]");
            }
            return new Pinpoints(List.copyOf(canvases));
        }

        private static List<Extent> onevision() {
            List<Extent> canvases = new ArrayList<>();
            for (int rows = 1; rows <= MOST_TILES; rows++) {
                for (int columns = 1; columns <= MOST_TILES; columns++) {
                    canvases.add(new Extent(columns * TILE, rows * TILE));
                }
            }
            return List.copyOf(canvases);
        }

        private static boolean multiple(JsonNode side, int step) {
            return side.isInt() && side.intValue() > 0 && side.intValue() <= 16_384 && side.intValue() % step == 0;
        }

        /**
         * The canvas on which most of a picture's pixels survive and, among those, fewest are wasted; transformers'
         * {@code select_best_resolution}.
         */
        Extent best(int width, int height) {
            Extent best = canvases.get(0);
            long mostUsed = 0;
            long leastWasted = Long.MAX_VALUE;
            for (Extent canvas : canvases) {
                long used = used(width, height, canvas);
                long wasted = (long) canvas.width() * canvas.height() - used;
                if (used > mostUsed || used == mostUsed && wasted < leastWasted) {
                    best = canvas;
                    mostUsed = used;
                    leastWasted = wasted;
                }
            }
            return best;
        }

        private static long used(int width, int height, Extent canvas) {
            double scale = Math.min((double) canvas.width() / width, (double) canvas.height() / height);
            long scaled = (long) (width * scale) * (long) (height * scale);
            return Math.min(scaled, (long) width * height);
        }
    }
}
