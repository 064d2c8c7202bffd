package dev.vlmstream.images.processing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.images.pixels.Extent;
import java.util.ArrayList;
import java.util.List;

/** The canvases that LLaVA-NeXT may lay a picture out on, in the order of its configuration. */
record Pinpoints(List<Extent> canvases) {
    private static final String KEY = "image_grid_pinpoints";
    private static final List<Extent> DEFAULT = List.of(
            new Extent(672, 336),
            new Extent(336, 672),
            new Extent(672, 672),
            new Extent(336, 1008),
            new Extent(1008, 336));

    /**
     * Reads {@code [[height, width], …]}.
     *
     * @param step side of a tile, of which every side must be a multiple
     */
    static Pinpoints read(ConfigNode root, int step) {
        if (!root.has(KEY)) {
            return new Pinpoints(DEFAULT);
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
