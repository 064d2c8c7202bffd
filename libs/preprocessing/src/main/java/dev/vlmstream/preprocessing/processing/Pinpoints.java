package dev.vlmstream.preprocessing.processing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.preprocessing.pixels.Extent;
import java.util.ArrayList;
import java.util.List;

/** The canvases that a picture may be laid out on, in the order of the configuration. */
record Pinpoints(List<Extent> canvases) {
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
     * @param type of the processor, as {@link HuggingFaceProcessors} names it: a silent file means its canvases
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
